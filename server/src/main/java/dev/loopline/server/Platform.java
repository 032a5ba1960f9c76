package dev.loopline.server;

import dev.loopline.delivery.Deliveries;
import dev.loopline.delivery.assembly.DeliveryFactory;
import dev.loopline.delivery.http.DeliveryRoutes;
import dev.loopline.features.FeatureSteps;
import dev.loopline.features.FeatureStore;
import dev.loopline.features.Sources;
import dev.loopline.features.assembly.FeatureStoreFactory;
import dev.loopline.features.assembly.FeaturesFactory;
import dev.loopline.features.http.FeatureRoutes;
import dev.loopline.features.http.SourceFileRoutes;
import dev.loopline.features.spi.LabelSource;
import dev.loopline.http.Route;
import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.garbage.BlobUser;
import dev.loopline.metadata.Metadata;
import dev.loopline.metadata.Search;
import dev.loopline.metadata.Traces;
import dev.loopline.metadata.assembly.MetadataFactory;
import dev.loopline.metadata.http.ImportRoutes;
import dev.loopline.metadata.http.MlflowRoutes;
import dev.loopline.metadata.http.RunSurveyRoutes;
import dev.loopline.metadata.http.SearchRoutes;
import dev.loopline.metadata.http.TraceRoutes;
import dev.loopline.metadata.http.evaluation.EvaluationImportRoutes;
import dev.loopline.metadata.http.evaluation.EvaluationRoutes;
import dev.loopline.metadata.http.graphql.GraphQlRoutes;
import dev.loopline.metadata.http.lineage.LineageRoutes;
import dev.loopline.metadata.http.lineage.OpenLineageRoutes;
import dev.loopline.metadata.http.llmtrace.LlmTraceRoutes;
import dev.loopline.metadata.http.llmtrace.TraceImportRoutes;
import dev.loopline.metadata.imports.Importing;
import dev.loopline.metadata.lineage.Lineage;
import dev.loopline.metadata.openlineage.OpenLineageSender;
import dev.loopline.metadata.openlineage.OpenLineageTarget;
import dev.loopline.metadata.spi.SearchSource;
import dev.loopline.metadata.spi.TraceSource;
import dev.loopline.monitoring.Labels;
import dev.loopline.monitoring.Monitoring;
import dev.loopline.monitoring.assembly.MonitoringFactory;
import dev.loopline.monitoring.http.MonitoringRoutes;
import dev.loopline.product.ProductView;
import dev.loopline.product.Products;
import dev.loopline.product.assembly.ProductFactory;
import dev.loopline.product.http.ProductRoutes;
import dev.loopline.registry.ModelRegistry;
import dev.loopline.registry.Registry;
import dev.loopline.registry.RegistryOptions;
import dev.loopline.registry.assembly.RegistryFactory;
import dev.loopline.registry.http.RegistryImportRoutes;
import dev.loopline.registry.http.RegistryMlflowRoutes;
import dev.loopline.registry.http.RegistryRoutes;
import dev.loopline.registry.http.WebhookImportRoutes;
import dev.loopline.registry.spi.Deployments;
import dev.loopline.server.adapt.CrossReferences;
import dev.loopline.server.adapt.FinishedTasks;
import dev.loopline.server.adapt.MonitoredServing;
import dev.loopline.server.adapt.RoleHolders;
import dev.loopline.server.adapt.Targets;
import dev.loopline.server.adapt.TraceSources;
import dev.loopline.server.adapt.lineage.EventRules;
import dev.loopline.server.adapt.lineage.LineageThings;
import dev.loopline.server.adapt.lineage.OurRuns;
import dev.loopline.server.adapt.lineage.TracedLinks;
import dev.loopline.serving.Serving;
import dev.loopline.serving.assembly.ServingFactory;
import dev.loopline.serving.http.EndpointRoutes;
import dev.loopline.serving.http.InferRoutes;
import dev.loopline.serving.spi.FeatureLookup;
import dev.loopline.source.Repositories;
import dev.loopline.source.assembly.SourceFactory;
import dev.loopline.source.http.SourceRoutes;
import dev.loopline.training.assembly.TrainingFactory;
import dev.loopline.workflow.Workflows;
import dev.loopline.workflow.assembly.WorkflowFactory;
import dev.loopline.workflow.http.BackfillRoutes;
import dev.loopline.workflow.http.CloudEventRoutes;
import dev.loopline.workflow.http.WorkerRoutes;
import dev.loopline.workflow.http.WorkflowRoutes;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The whole machine, as Figure 4 of the paper draws it, opened in the order in which its parts
 * stand on each other and closed in the opposite one.
 *
 * @param closing what has something to close, last opened first
 * @param routes all routes of all components
 */
record Platform(
    Kernel kernel,
    Workflows workflows,
    Deliveries deliveries,
    LiveTime liveTime,
    List<OpenLineageSender> senders,
    List<AutoCloseable> closing,
    Metrics metrics,
    List<Route> routes)
    implements AutoCloseable {

  private static final int MOST_PRODUCTS = 10_000;

  /** The components whose tables the database holds. */
  static final List<String> COMPONENTS =
      List.of(
          "product",
          "source",
          "workflow",
          "metadata",
          "features",
          "registry",
          "serving",
          "monitoring",
          "delivery");

  static Platform open(Kernel kernel) {
    return open(kernel, RegistryOptions.standard(), Optional.empty());
  }

  static Platform open(
      Kernel kernel, RegistryOptions registryOptions, Optional<OpenLineageTarget> told) {
    Products products = ProductFactory.open(kernel);
    Repositories repositories = SourceFactory.open(kernel, name -> products.find(name).isPresent());
    Workflows workflows = WorkflowFactory.open(kernel, WorkflowFactory.Options.standard());
    Metadata metadata = MetadataFactory.open(kernel);
    Importing importing = MetadataFactory.imports(kernel);
    Labels labels = MonitoringFactory.labels(kernel);
    Sources sources = FeaturesFactory.open(kernel, products::require);
    FeatureStore features = FeatureStoreFactory.open(kernel, labelSource(labels));
    Deployments deployments = ServingFactory.standing();
    ModelRegistry models =
        RegistryFactory.open(
            kernel, metadata, new RoleHolders(products), deployments, registryOptions);
    Registry registry = models.registry();
    Serving serving = ServingFactory.open(kernel, registry, lookup(features));
    MonitoredServing watched = new MonitoredServing(serving, registry, kernel.artifacts());
    Monitoring monitoring =
        MonitoringFactory.open(
            kernel, labels, products, watched, watched, new FinishedTasks(workflows));
    Deliveries deliveries =
        DeliveryFactory.open(
            kernel,
            repositories,
            workflows,
            registry,
            serving,
            Targets.all(kernel, products, features, workflows, serving, monitoring.monitors()),
            List.of(new CrossReferences()));
    List<TraceSource> tracked = MetadataFactory.tracked(kernel);
    List<TraceSource> traced =
        new TraceSources(products, repositories, features, registry, serving, deliveries).all();
    Lineage lineage =
        MetadataFactory.lineage(
            kernel,
            new LineageThings(
                    tracked,
                    traced,
                    sources,
                    features,
                    workflows,
                    deliveries,
                    new LineageThings.Served(kernel.events(), serving))
                .all(),
            List.of(new TracedLinks(traced)));

    Search search =
        new Search(
            kernel.clock(),
            Stream.of(
                    MetadataFactory.search(kernel),
                    RegistryFactory.search(kernel),
                    List.of(
                        FeatureStoreFactory.search(kernel),
                        SearchSource.of(WorkflowFactory.search(kernel)),
                        DeliveryFactory.search(kernel),
                        ServingFactory.deployments(kernel),
                        serving.search()))
                .flatMap(List::stream)
                .toList());

    // These have nothing in the blob store: their files are their own, or another component's.
    Stream.of("product", "source", "serving", "monitoring")
        .forEach(name -> kernel.garbage().register(BlobUser.none(name)));
    FeatureSteps.all(features).forEach(workflows::register);
    TrainingFactory.steps(kernel, products, metadata, registry).forEach(workflows::register);
    workflows.register(MonitoringFactory.challengeStep(monitoring));

    Metrics metrics = new Metrics(kernel.events());
    LiveTime liveTime = new LiveTime(kernel, () -> timed(products, workflows, monitoring));
    List<Route> routes =
        Stream.of(
                new HealthRoutes(kernel).routes(),
                metrics.routes(),
                new EventRoutes(kernel).routes(),
                new SetAsideRoutes(kernel.events().setAside()).routes(),
                new TimeRoutes(kernel, products).routes(),
                new GarbageRoutes(kernel).routes(),
                ProductRoutes.routes(products),
                SourceRoutes.routes(repositories),
                DeliveryRoutes.routes(deliveries),
                WorkflowRoutes.routes(workflows),
                BackfillRoutes.routes(workflows.backfills()),
                CloudEventRoutes.routes(workflows, products::require),
                WorkerRoutes.routes(workflows.workers(), kernel.artifacts()),
                MlflowRoutes.routes(metadata),
                GraphQlRoutes.routes(metadata, RegistryMlflowRoutes.versionSource(models)),
                LlmTraceRoutes.routes(kernel, metadata, MetadataFactory.llm(kernel, metadata)),
                EvaluationRoutes.routes(kernel, metadata, MetadataFactory.evaluation(kernel)),
                RunSurveyRoutes.routes(metadata.survey()),
                ImportRoutes.routes(metadata, importing),
                TraceImportRoutes.routes(importing.traces()),
                EvaluationImportRoutes.routes(importing.evaluation()),
                RegistryImportRoutes.routes(
                    RegistryFactory.imports(
                        kernel, metadata, deployments, registryOptions, importing.ledger()),
                    registryOptions.stages()),
                WebhookImportRoutes.routes(models.webhooks()),
                SearchRoutes.routes(search),
                TraceRoutes.routes(
                    new Traces(Stream.of(traced, tracked).flatMap(List::stream).toList())),
                LineageRoutes.routes(lineage),
                OpenLineageRoutes.routes(
                    MetadataFactory.openLineage(kernel, name -> products.find(name).isPresent())),
                SourceFileRoutes.routes(sources),
                FeatureRoutes.routes(features),
                RegistryRoutes.routes(models),
                RegistryMlflowRoutes.routes(models),
                EndpointRoutes.routes(serving),
                InferRoutes.routes(serving),
                MonitoringRoutes.routes(monitoring))
            .flatMap(List::stream)
            .toList();
    List<OpenLineageSender> senders =
        told.stream().map(target -> MetadataFactory.sender(kernel, new OurRuns(), target)).toList();
    OpenApiRoutes openApi = new OpenApiRoutes(routes);
    return new Platform(
        kernel,
        workflows,
        deliveries,
        liveTime,
        senders,
        Stream.of(senders, List.of(liveTime, workflows, models, serving, features, sources, kernel))
            .<AutoCloseable>flatMap(List::stream)
            .toList(),
        metrics,
        Stream.of(routes, openApi.routes(), new UiRoutes().routes())
            .flatMap(List::stream)
            .toList());
  }

  /** Resumes what was under way and begins to react to the log. */
  void begin() {
    MetadataFactory.record(kernel, new EventRules());
    senders.forEach(OpenLineageSender::begin);
    deliveries.begin();
    workflows.begin();
    liveTime.begin();
  }

  /** Products with something that happens as time passes: monitors, or pipelines' schedules. */
  private static List<String> timed(Products products, Workflows workflows, Monitoring monitoring) {
    return products.list(null, MOST_PRODUCTS).stream()
        .map(ProductView::name)
        .filter(
            p ->
                !monitoring.monitors().list(p).isEmpty()
                    || workflows.pipelines(p).stream()
                        .flatMap(pipeline -> pipeline.on().stream())
                        .anyMatch(trigger -> trigger.every() != null))
        .toList();
  }

  private static LabelSource labelSource(Labels labels) {
    return (product, at, after, limit) ->
        labels.knownAt(product, at, after, limit).stream()
            .map(l -> new LabelSource.Label(l.key(), l.positive(), l.time()))
            .toList();
  }

  private static FeatureLookup lookup(FeatureStore features) {
    return (product, view, keys) ->
        features.online(product, view, keys).stream()
            .map(row -> row.map(r -> new FeatureLookup.Row(r.eventTime(), r.values())))
            .toList();
  }

  /** First nobody reacts to the log any more, so that no reaction meets a closed component. */
  @Override
  public void close() {
    kernel.events().stopSubscribers();
    for (AutoCloseable part : closing) {
      try {
        part.close();
      } catch (Exception e) {
        // One part that cannot close must not keep the others open; the lock goes last.
        System.getLogger(Platform.class.getName())
            .log(System.Logger.Level.WARNING, "A part did not close well", e);
      }
    }
  }
}
