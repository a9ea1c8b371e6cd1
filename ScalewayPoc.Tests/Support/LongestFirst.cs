using ScalewayPoc.Tests.Api;
using ScalewayPoc.Tests.Application;
using ScalewayPoc.Tests.Web;
using Xunit.Abstractions;

[assembly: TestCollectionOrderer("ScalewayPoc.Tests.Support.LongestFirst", "ScalewayPoc.Tests")]

namespace ScalewayPoc.Tests.Support;

/// <summary>Starts the collections that take longest first: one that starts last would run alone at the end.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    static readonly string[] Long =
    [
        Name<BuiltSiteTests>(), Name<Application.CommandLineTests>(), nameof(ApplicationCollection), Name<SiteOutageTests>(),
        Name<FrontendTests>(), Name<Application.TriggerTests>(), Name<Publish.PublishTests>(), Name<Publish.ImageTests>(), ApiCollection.Name,
        Name<OutboxTests>(), Name<Consumer.DeadLetterFaultTests>(), Name<Consumer.DeadLetterTests>(), Name<RebuildTests>(), Name<AcceptScriptTests>(),
        Name<EventPagingTests>(), Name<Api.FaultTests>(), Name<Consumer.PollingTests>(), nameof(Tracing.TracedSystemCollection), Name<Consumer.OutageTests>(),
        Name<Api.DeadLetterTests>(), Name<Consumer.ShutdownTests>(), Name<Emulators.NativePostgresTests>(),
    ];

    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) => testCollections.OrderBy(collection =>
        Array.IndexOf(Long, collection.DisplayName) is var place and >= 0 ? place : Long.Length);

    /// <summary>Name of the collection of a class that names none.</summary>
    static string Name<TClass>() => $"Test collection for {typeof(TClass).FullName}";
}
