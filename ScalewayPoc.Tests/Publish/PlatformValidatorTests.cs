using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Scaleway;

namespace ScalewayPoc.Tests.Publish;

/// <summary>Every rule of the platform has a model that breaks it and nothing else.</summary>
public sealed class PlatformValidatorTests
{
    sealed record BadModel(Action<PublishModel> Break, string Resource, string Value, string Limit);

    static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);

    static readonly Dictionary<string, BadModel> BadModels = new()
    {
        ["too little CPU"] = new(m => m.ApiOptions.CpuLimit = 69, "api", "CPU of 69 mvCPU", "70 to 6000"),
        ["too much CPU"] = new(m => m.ApiOptions.CpuLimit = 6001, "api", "CPU of 6001 mvCPU", "70 to 6000"),
        ["too little memory"] = new(m => m.ApiOptions.MemoryLimitBytes = 127_999_999, "api", "memory of 127999999 bytes", "128000000 to 12228000000"),
        ["too much memory"] = new(m => m.ApiOptions.MemoryLimitBytes = 12_228_000_001, "api", "memory of 12228000001 bytes", "12228000000"),
        ["too much disk"] = new(m => m.ApiOptions.LocalStorageLimitBytes = 30_000_000_000, "api", "disk of 30000000000 bytes", "25165824000"),
        ["reserved port"] = new(m => m.ApiOptions.Port = 8008, "api", "port 8008", "8008, 8012, 8013, 8022, 9090, 9091"),
        ["no port"] = new(m => m.ApiOptions.Port = 0, "api", "port 0", "1 to 65535"),
        ["container timeout too short"] = new(m => m.ApiOptions.Timeout = Seconds(9), "api", "timeout of 9 s", "10 to 3600"),
        ["container timeout too long"] = new(m => m.ApiOptions.Timeout = Seconds(3601), "api", "timeout of 3601 s", "10 to 3600"),
        ["probe without a path"] = new(m => m.ApiOptions.StartupProbe = new("alive", Seconds(2), Seconds(2), 3), "api", "requests 'alive'", "starts with /"),
        ["probe that waits longer than its interval"] = new(
            m => m.ApiOptions.LivenessProbe = new(null, Seconds(1), Seconds(2), 3), "api", "timeout of 2 s, an interval of 1 s", "not longer than the interval"),
        ["minimum above maximum instances"] = new(m => (m.ApiOptions.MinScale, m.ApiOptions.MaxScale) = (3, 2), "api", "3 to 2 instances", "not below the minimum"),
        ["no instances"] = new(m => m.ApiOptions.MaxScale = 0, "api", "0 to 0 instances", "1 or more"),
        ["scaling on no requests"] = new(m => m.ApiOptions.Scaling = ScalewayScaling.OnConcurrentRequests(0), "api", "0 concurrent requests", "1 or more"),
        ["scaling on too much CPU"] = new(
            m => (m.ApiOptions.MinScale, m.ApiOptions.Scaling) = (1, ScalewayScaling.OnCpuUsage(101)), "api", "101 percent", "1 to 100"),
        ["scaling on CPU from zero"] = new(m => m.ApiOptions.Scaling = ScalewayScaling.OnCpuUsage(70), "api", "CPU usage with a minimum scale of 0", "minimum scale of 1"),
        ["scaling on memory from zero"] = new(
            m => m.ApiOptions.Scaling = ScalewayScaling.OnMemoryUsage(70), "api", "memory usage with a minimum scale of 0", "minimum scale of 1"),
        ["reserved variable PORT"] = new(m => m.Api.WithEnvironment("PORT", "80"), "api", "variable PORT", "set by the platform"),
        ["reserved variable SCW_"] = new(m => m.Api.WithEnvironment("SCW_REGION", "x"), "api", "variable SCW_REGION", "set by the platform"),
        ["too many variables"] = new(
            m => Enumerable.Range(0, 200).ToList().ForEach(i => m.ApiOptions.Environment[$"V{i}"] = "x"), "api", "212 variables", "200"),
        ["too long a value"] = new(m => m.Api.WithEnvironment("LONG", new string('x', 1001)), "api", "LONG has 1001 characters", "1000"),
        ["reference to an address"] = new(
            m => m.Worker.WithEnvironment("API_URL", m.Api.GetEndpoint("http")), "worker", "API_URL refers to {api.bindings.http.url}", "published resource"),
        ["secret inside a text"] = new(
            m => m.Api.WithEnvironment("AUTH", ReferenceExpression.Create($"Bearer {m.Builder.AddParameter("token", secret: true)}")),
            "api", "AUTH refers to Bearer {token.value}", "each alone"),
        ["reference to what is not published"] = new(
            m => m.Api.WithReference(m.AddQueue("other")), "api", "ConnectionStrings__other refers to other.connection_string", "other is not published"),
        ["property that a resource has not"] = new(
            m => m.ApiOptions.Reference("URL", m.Redis, ScalewayProperty.Url), "api", "URL refers to redis.url", "connection_string, certificate, host, port"),
        ["connection string without a grant"] = new(
            m => m.Worker.WithReference(m.Events), "worker", "events.connection_string without a grant", "Grant for events"),
        ["grant for what is no database"] = new(m => m.ApiOptions.Grant(m.Redis, DatabaseRole.ReadOnly), "api", "database redis", "not published as Serverless SQL"),
        ["grant for what is no queue"] = new(m => m.ApiOptions.Grant(m.Redis, QueuePermissions.Publish), "api", "queue redis", "not published as a queue"),
        ["grant of nothing"] = new(m => m.ApiOptions.Grant(m.Queue, QueuePermissions.None), "api", "nothing for the queue", "Publish, Receive"),
        ["function size without a pair"] = new(m => m.TriggerOptions.MemoryLimit = 300, "worker", "function memory of 300 MB", "128, 256, 512, 1024, 2048, 3072, 4096"),
        ["too many function instances"] = new(m => m.TriggerOptions.MaxScale = 51, "worker", "0 to 51 instances", "50"),
        ["function that gives up before its container"] = new(
            m => m.TriggerOptions.Timeout = Seconds(20), "worker", "20 s is below the container timeout of 30 s", "wait as long"),
        ["trigger timeout of the visibility timeout"] = new(
            m => m.TriggerOptions.Timeout = Seconds(120), "worker", "120 s with a message of queue, whose visibility timeout is 120 s", "must be shorter"),
        ["function timeout too long"] = new(
            m => (m.TriggerOptions.Timeout, m.Queue.Resource.VisibilityTimeout) = (Seconds(3601), TimeSpan.FromHours(2)), "worker", "3601 s", "1 to 3600"),
        ["FIFO queue with parallel consumers"] = new(Fifo, "worker", "up to 10 instances for the FIFO queue queue", "one message in flight"),
        ["trigger of what is no queue"] = new(
            m =>
            {
                m.WorkerOptions.Grant(m.Queue, QueuePermissions.Receive);
                m.Worker.WithQueueTrigger(m.Redis);
            }, "worker", "triggered by redis", "not published as a queue"),
        ["public worker"] = new(m => m.WorkerOptions.Privacy = ContainerPrivacy.Public, "worker", "is public", "private container"),
        ["two workers of one queue"] = new(
            m => m.Api.WithQueueTrigger(m.Queue, f => (m.ApiOptions.Timeout, f.Timeout) = (Seconds(30), Seconds(60))), "queue", "triggers api and worker", "a queue has one trigger"),
        ["path of a trigger"] = new(m => m.TriggerOptions.Path = "events", "worker", "posted to 'events'", "starts with /"),
        ["queue name too long"] = new(m => m.QueueOptions.Name = new string('q', 81), "queue", "(81 characters)", "1 to 80"),
        ["queue name with other characters"] = new(m => m.QueueOptions.Name = "a.b", "queue", "'a.b'", "letters, digits, hyphens"),
        ["FIFO name of a standard queue"] = new(m => m.QueueOptions.Name = "q.fifo", "queue", "'q.fifo' and it is a standard queue", "end in .fifo"),
        ["visibility timeout too long"] = new(m => m.QueueOptions.VisibilityTimeout = Seconds(43_201), "queue", "visibility timeout of 43201 s", "0 to 43200"),
        ["retention too short"] = new(m => m.QueueOptions.Retention = Seconds(59), "queue", "retention of 59 s", "60 to 1209600"),
        ["retention too long"] = new(m => m.QueueOptions.Retention = TimeSpan.FromDays(15), "queue", "retention of 1296000 s", "1209600"),
        ["receive wait too long"] = new(m => m.QueueOptions.ReceiveWait = Seconds(21), "queue", "receive wait of 21 s", "0 to 20"),
        ["messages too large for the platform"] = new(m => m.QueueOptions.MaxMessageBytes = 262_145, "queue", "up to 262145 bytes", "1024 to 262144"),
        ["messages too large for the queue"] = new(m => m.QueueOptions.MaxProducedBytes = 300_000, "queue", "send up to 300000 bytes", "262144"),
        ["deduplication without FIFO"] = new(m => m.QueueOptions.ContentBasedDeduplication = true, "queue", "deduplicates by content", "FIFO"),
        ["retention below what a burst needs"] = new(
            m => (m.QueueOptions.Retention, m.QueueOptions.Burst) = (Seconds(600), new(10_000, 100, 10)), "queue", "10000 messages needs 1000 s", "600 s ends before"),
        ["burst beyond what a project stores"] = new(m => m.QueueOptions.Burst = new(1_000_000, 101, 1000), "queue", "need 101000000 bytes", "100000000"),
        ["burst that never drains"] = new(m => m.QueueOptions.Burst = new(1, 1, 0), "queue", "drained at 0 a second", "positive"),
        ["too many queues"] = new(
            m => Enumerable.Range(0, 49).ToList().ForEach(i => m.AddQueue($"q{i}").PublishAsScalewayQueue()), "queues", "51 queues", "50"),
        ["dead-letter queue of another type"] = new(
            m => (m.DeadLettersOptions.Fifo, m.DeadLettersOptions.Name) = (true, "d.fifo"), "queue", "queue-dlq is a FIFO queue", "same type"),
        ["dead-letter queue that is not published"] = new(
            m => m.Queue.Resource.DeadLetterQueue = m.AddQueue("lost").Resource, "queue", "lost is not published", "same project"),
        ["dead-letter queue of a dead-letter queue"] = new(
            m => (m.DeadLetters.Resource.DeadLetterQueue, m.DeadLetters.Resource.MaxReceiveCount) = (m.AddQueue("last").PublishAsScalewayQueue().Resource, 1),
            "queue-dlq", "has a dead-letter queue itself", "must have none"),
        ["too many receives"] = new(m => m.Queue.Resource.MaxReceiveCount = 1001, "queue", "after 1001 receives", "1 to 1000"),
        ["unknown node type"] = new(m => m.RedisOptions.NodeType = "RED9", "redis", "RED9", "RED1-MICRO"),
        ["too many nodes"] = new(m => m.RedisOptions.ClusterSize = 7, "redis", "7 nodes", "3 to 6"),
        ["version of nothing"] = new(m => m.RedisOptions.Version = "latest", "redis", "'latest'", "8.6.6"),
        ["load beyond the memory of the node type"] = new(
            m => Load(m, "RED1-MICRO", 1, 1_600_001), "redis", "1600001000 bytes", "1 of RED1-MICRO may have 1600000000 bytes of data, 80 % of the memory: use RED1-2XS"),
        ["expiring entries beyond the memory"] = new(
            m =>
            {
                Load(m, "RED1-MICRO", 1, 1);
                m.RedisOptions.Load.Add(RedisEntries.Expiring("requests", 100, TimeSpan.FromDays(1), 800));
            },
            "redis", "6912001000 bytes, 6912000000 of them for 8640000 requests", "use RED1-S or reduce the load"),
        ["standby that adds no memory"] = new(
            m => Load(m, "RED1-MICRO", 2, 1_600_001), "redis", "1600001000 bytes", "2 of RED1-MICRO may have 1600000000 bytes"),
        ["load beyond the memory of a cluster"] = new(
            m => Load(m, "RED1-MICRO", 3, 2_400_001), "redis", "2400001000 bytes", "3 of RED1-MICRO may have 2400000000 bytes"),
        ["one hash slot beyond the memory of a node of a cluster"] = new(
            m =>
            {
                m.RedisOptions.SingleHashSlot = true;
                Load(m, "RED1-MICRO", 6, 800_001);
            },
            "redis", "800001000 bytes", "6 of RED1-MICRO may have 800000000 bytes"),
        ["load beyond the largest node"] = new(
            m => Load(m, "RED1-XL", 1, 51_200_001), "redis", "51200001000 bytes", "use more nodes"),
        ["load of nothing"] = new(m => m.RedisOptions.Load.Add(RedisEntries.Expiring("requests", double.NaN, Seconds(1), 1)), "redis", "0 requests of 1 bytes", "positive"),
        ["too much database"] = new(m => m.EventsOptions.MaxCpu = 16, "events", "0 to 16 vCPU", "15"),
        ["database name"] = new(m => m.EventsOptions.Name = "1st", "events", "'1st'", "a letter first"),
        ["container name too long"] = new(
            m => m.Builder.AddProject<Projects.ScalewayPoc_Api>(new string('a', 35)).PublishAsScalewayContainer(), new string('a', 35), "not valid for a container", "34"),
        ["container name with two hyphens"] = new(
            m => m.Builder.AddProject<Projects.ScalewayPoc_Api>("Ap").PublishAsScalewayContainer(), "Ap", "not valid for a container", "lower-case"),
        ["container name of a module's identity"] = new(
            m => m.Builder.AddProject<Projects.ScalewayPoc_Api>("gateway").PublishAsScalewayContainer(), "gateway", "reserved for an identity", "forwarder, gateway"),
        ["edge route of no pattern"] = new(m => m.RouteOptions.PathPattern = "/api/(", "api", "'/api/('", "regular expression"),
        ["two edge routes"] = new(m => m.Worker.WithEdgeRoute(), "api, worker", "2 edge routes", "one"),
        ["two sites"] = new(
            m => (m.Builder.AddStaticSite("a", "none"), m.Builder.AddStaticSite("b", "none")).ToTuple(), "a, b", "2 static sites", "one"),
        ["resource that is not published"] = new(m => m.Builder.AddResource(new ContainerResource("cache")), "cache", "is not published", "ExcludeFromManifest"),
        ["image that is not built"] = new(
            m => m.Builder.AddResource(new ContainerResource("cache")).PublishAsScalewayContainer(), "cache", "is not a project", "projects"),
    };

    public static TheoryData<string> Names => [.. BadModels.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_bad_model_is_refused_with_resource_value_limit_and_source(string name)
    {
        var bad = BadModels[name];
        var model = new PublishModel();
        bad.Break(model);

        var sentence = Assert.Single(await model.ErrorsAsync());

        Assert.StartsWith($"{bad.Resource}: ", sentence, StringComparison.Ordinal);
        var (value, limit) = sentence.Split("; ", 2) is [var first, var rest] ? (first, rest) : (sentence, "");
        Assert.Contains(bad.Value, value, StringComparison.Ordinal);
        Assert.Contains(bad.Limit, limit, StringComparison.Ordinal);
        Assert.Matches(@" \([^()]+\)\.$", sentence);
    }

    [Fact]
    public async Task A_good_model_is_not_refused() => Assert.Empty(await new PublishModel().ErrorsAsync());

    [Fact]
    public async Task All_errors_are_reported_at_once()
    {
        var model = new PublishModel();
        (model.ApiOptions.CpuLimit, model.QueueOptions.MaxMessageBytes, model.RedisOptions.ClusterSize) = (1, 1, 9);

        var sentences = await model.ErrorsAsync();

        Assert.Equal(["api", "queue", "redis"], sentences.Select(sentence => sentence.Split(':')[0]));
    }

    [Theory]
    [InlineData(1, 1_600_000)]
    [InlineData(2, 1_600_000)]
    [InlineData(3, 2_400_000)]
    [InlineData(6, 4_800_000)]
    public async Task A_load_that_fills_the_allowed_part_of_the_memory_is_allowed(int nodes, int kilobytes)
    {
        var model = new PublishModel();
        Load(model, "RED1-MICRO", nodes, kilobytes);

        Assert.Empty(await model.ErrorsAsync());
    }

    [Fact]
    public async Task A_fifo_queue_with_one_consumer_is_allowed()
    {
        var model = new PublishModel();
        Fifo(model);
        (model.WorkerOptions.MaxScale, model.TriggerOptions.MaxScale) = (1, 1);

        Assert.Empty(await model.ErrorsAsync());
    }

    static void Load(PublishModel model, string nodeType, int nodes, int kilobytes)
    {
        model.RedisOptions.NodeType = nodeType;
        model.RedisOptions.ClusterSize = nodes;
        model.RedisOptions.Load.Add(new("keys", kilobytes, 1000));
    }

    static void Fifo(PublishModel model)
    {
        (model.QueueOptions.Fifo, model.QueueOptions.Name) = (true, "q.fifo");
        (model.DeadLettersOptions.Fifo, model.DeadLettersOptions.Name) = (true, "d.fifo");
    }
}
