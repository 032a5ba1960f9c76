package dev.loopline.training.internal;

import ai.onnx.proto.OnnxMl;
import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import dev.loopline.kernel.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes boosted trees as ONNX: {@code ai.onnx.ml} TreeEnsembleRegressor version 3 sums the
 * margins, then a sigmoid in double precision. The base margin is a first tree of a single leaf,
 * because with {@code base_values} the order of the sum, and so its last bits, would differ.
 *
 * <p>Format: onnx.ai/onnx/operators, ONNX IR version 8, opset 15 and ai.onnx.ml opset 3.
 */
final class OnnxExport {
  /** The input: rows of floats in the signature's order. */
  static final String INPUT = "features";

  private static final int IR_VERSION = 8;
  private static final int OPSET = 15;
  private static final int ML_OPSET = 3;

  private final List<Long> treeIds = new ArrayList<>();
  private final List<Long> nodeIds = new ArrayList<>();
  private final List<Long> features = new ArrayList<>();
  private final List<Float> values = new ArrayList<>();
  private final List<String> modes = new ArrayList<>();
  private final List<Long> whenTrue = new ArrayList<>();
  private final List<Long> whenFalse = new ArrayList<>();
  private final List<Long> missingTrue = new ArrayList<>();
  private final List<Long> leafTrees = new ArrayList<>();
  private final List<Long> leafNodes = new ArrayList<>();
  private final List<Float> leafWeights = new ArrayList<>();

  private OnnxExport() {}

  static byte[] write(GradientBooster booster, int width, String output)
      throws ml.dmlc.xgboost4j.java.XGBoostError {
    OnnxExport export = new OnnxExport();
    float base = booster.baseScore();
    export.leaf(0, 0, (float) -Math.log(1 / base - 1));
    String[] trees = booster.trees();
    for (int i = 0; i < trees.length; i++) {
      export.node(i + 1, Json.parse(trees[i]));
    }
    return export.model(width, output).toByteArray();
  }

  private void node(long tree, JsonNode node) {
    long id = node.path("nodeid").asLong();
    if (node.has("leaf")) {
      leaf(tree, id, Float.parseFloat(node.path("leaf").asText()));
      return;
    }
    treeIds.add(tree);
    nodeIds.add(id);
    features.add(Long.parseLong(node.path("split").asText().substring(1)));
    values.add(Float.parseFloat(node.path("split_condition").asText()));
    modes.add("BRANCH_LT");
    whenTrue.add(node.path("yes").asLong());
    whenFalse.add(node.path("no").asLong());
    missingTrue.add(node.path("missing").asLong() == node.path("yes").asLong() ? 1L : 0L);
    node.path("children").forEach(child -> node(tree, child));
  }

  private void leaf(long tree, long id, float weight) {
    treeIds.add(tree);
    nodeIds.add(id);
    features.add(0L);
    values.add(0f);
    modes.add("LEAF");
    whenTrue.add(0L);
    whenFalse.add(0L);
    missingTrue.add(0L);
    leafTrees.add(tree);
    leafNodes.add(id);
    leafWeights.add(weight);
  }

  private OnnxMl.ModelProto model(int width, String output) {
    OnnxMl.GraphProto graph =
        OnnxMl.GraphProto.newBuilder()
            .setName("boosted-trees")
            .addInput(tensor(INPUT, width))
            .addOutput(tensor(output, 1))
            .addInitializer(
                OnnxMl.TensorProto.newBuilder()
                    .setName("one")
                    .setDataType(OnnxMl.TensorProto.DataType.DOUBLE.getNumber())
                    .addDoubleData(1))
            .addNode(ensemble())
            .addNode(cast("margin", "margin_double", OnnxMl.TensorProto.DataType.DOUBLE))
            .addNode(node("Neg", "negated", "margin_double"))
            .addNode(node("Exp", "exponential", "negated"))
            .addNode(node("Add", "denominator", "exponential", "one"))
            .addNode(node("Div", "probability_double", "one", "denominator"))
            .addNode(cast("probability_double", output, OnnxMl.TensorProto.DataType.FLOAT))
            .build();
    return OnnxMl.ModelProto.newBuilder()
        .setIrVersion(IR_VERSION)
        .setProducerName("loopline")
        .addOpsetImport(OnnxMl.OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPSET))
        .addOpsetImport(
            OnnxMl.OperatorSetIdProto.newBuilder().setDomain("ai.onnx.ml").setVersion(ML_OPSET))
        .setGraph(graph)
        .build();
  }

  private OnnxMl.NodeProto ensemble() {
    return OnnxMl.NodeProto.newBuilder()
        .setOpType("TreeEnsembleRegressor")
        .setDomain("ai.onnx.ml")
        .setName("trees")
        .addInput(INPUT)
        .addOutput("margin")
        .addAttribute(longs("nodes_treeids", treeIds))
        .addAttribute(longs("nodes_nodeids", nodeIds))
        .addAttribute(longs("nodes_featureids", features))
        .addAttribute(floats("nodes_values", values))
        .addAttribute(strings("nodes_modes", modes))
        .addAttribute(longs("nodes_truenodeids", whenTrue))
        .addAttribute(longs("nodes_falsenodeids", whenFalse))
        .addAttribute(longs("nodes_missing_value_tracks_true", missingTrue))
        .addAttribute(longs("target_treeids", leafTrees))
        .addAttribute(longs("target_nodeids", leafNodes))
        .addAttribute(longs("target_ids", leafTrees.stream().map(t -> 0L).toList()))
        .addAttribute(floats("target_weights", leafWeights))
        .addAttribute(whole("n_targets", 1))
        .addAttribute(text("aggregate_function", "SUM"))
        .addAttribute(text("post_transform", "NONE"))
        .build();
  }

  private static OnnxMl.ValueInfoProto tensor(String name, int width) {
    OnnxMl.TensorShapeProto shape =
        OnnxMl.TensorShapeProto.newBuilder()
            .addDim(OnnxMl.TensorShapeProto.Dimension.newBuilder().setDimParam("rows"))
            .addDim(OnnxMl.TensorShapeProto.Dimension.newBuilder().setDimValue(width))
            .build();
    return OnnxMl.ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            OnnxMl.TypeProto.newBuilder()
                .setTensorType(
                    OnnxMl.TypeProto.Tensor.newBuilder()
                        .setElemType(OnnxMl.TensorProto.DataType.FLOAT.getNumber())
                        .setShape(shape)))
        .build();
  }

  private static OnnxMl.NodeProto node(String operator, String output, String... inputs) {
    return OnnxMl.NodeProto.newBuilder()
        .setOpType(operator)
        .setName(output)
        .addAllInput(List.of(inputs))
        .addOutput(output)
        .build();
  }

  private static OnnxMl.NodeProto cast(
      String input, String output, OnnxMl.TensorProto.DataType type) {
    return node("Cast", output, input).toBuilder()
        .addAttribute(whole("to", type.getNumber()))
        .build();
  }

  private static OnnxMl.AttributeProto whole(String name, long value) {
    return OnnxMl.AttributeProto.newBuilder()
        .setName(name)
        .setType(OnnxMl.AttributeProto.AttributeType.INT)
        .setI(value)
        .build();
  }

  private static OnnxMl.AttributeProto text(String name, String value) {
    return OnnxMl.AttributeProto.newBuilder()
        .setName(name)
        .setType(OnnxMl.AttributeProto.AttributeType.STRING)
        .setS(ByteString.copyFrom(value, StandardCharsets.UTF_8))
        .build();
  }

  private static OnnxMl.AttributeProto longs(String name, List<Long> values) {
    return OnnxMl.AttributeProto.newBuilder()
        .setName(name)
        .setType(OnnxMl.AttributeProto.AttributeType.INTS)
        .addAllInts(values)
        .build();
  }

  private static OnnxMl.AttributeProto floats(String name, List<Float> values) {
    return OnnxMl.AttributeProto.newBuilder()
        .setName(name)
        .setType(OnnxMl.AttributeProto.AttributeType.FLOATS)
        .addAllFloats(values)
        .build();
  }

  private static OnnxMl.AttributeProto strings(String name, List<String> values) {
    return OnnxMl.AttributeProto.newBuilder()
        .setName(name)
        .setType(OnnxMl.AttributeProto.AttributeType.STRINGS)
        .addAllStrings(
            values.stream().map(v -> ByteString.copyFrom(v, StandardCharsets.UTF_8)).toList())
        .build();
  }
}
