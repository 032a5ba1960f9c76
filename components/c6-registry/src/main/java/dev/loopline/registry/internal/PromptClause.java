package dev.loopline.registry.internal;

import dev.loopline.kernel.search.Filter;
import dev.loopline.kernel.search.Operand;
import dev.loopline.kernel.search.Operator;
import dev.loopline.registry.RegisteredModel;
import java.util.ArrayList;
import java.util.List;

/**
 * MLflow keeps prompts among the models and hides them from searches: a condition that asks for
 * them finds prompts alone, any other or none at all finds models alone.
 *
 * @param prompts whether prompts are asked for
 * @param rest what is to be asked besides; for models without the condition, so that those without
 *     the tag fit
 */
record PromptClause(boolean prompts, Filter rest) {
  static PromptClause of(Filter filter) {
    List<Filter> rest = new ArrayList<>();
    boolean prompts = false;
    for (Filter part : filter.conjuncts()) {
      if (!(part instanceof Filter.Comparison comparison) || !isAboutPrompts(comparison)) {
        rest.add(part);
      } else if (asksForPrompts(comparison)) {
        prompts = true;
        rest.add(part);
      }
    }
    return new PromptClause(prompts, new Filter.And(rest));
  }

  private static boolean isAboutPrompts(Filter.Comparison comparison) {
    return comparison.field().group().startsWith("tag")
        && comparison.field().key().equals(RegisteredModel.PROMPT_TAG);
  }

  private static boolean asksForPrompts(Filter.Comparison comparison) {
    return comparison.operand() instanceof Operand.Text text
        && ((comparison.operator() == Operator.EQUAL && text.value().equals("true"))
            || (comparison.operator() == Operator.NOT_EQUAL && text.value().equals("false")));
  }
}
