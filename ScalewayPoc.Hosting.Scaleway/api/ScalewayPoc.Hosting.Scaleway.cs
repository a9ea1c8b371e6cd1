namespace Aspire.Hosting.ApplicationModel
{
    public sealed class ElasticMqResource : Aspire.Hosting.ApplicationModel.ContainerResource, Aspire.Hosting.ApplicationModel.IResource, Aspire.Hosting.ApplicationModel.IResourceWithEndpoints, Aspire.Hosting.ApplicationModel.ISqsServerResource
    {
        public ElasticMqResource([Aspire.Hosting.ApplicationModel.ResourceName] string name) { }
        public Aspire.Hosting.ApplicationModel.EndpointReference PrimaryEndpoint { get; }
        public System.Collections.Generic.IList<Aspire.Hosting.ApplicationModel.SqsQueueResource> Queues { get; }
    }
    public interface IQueueResource : Aspire.Hosting.ApplicationModel.IResource
    {
        Aspire.Hosting.ApplicationModel.IQueueResource? DeadLetterQueue { get; }
        int MaxReceiveCount { get; }
        System.TimeSpan VisibilityTimeout { get; }
    }
    public interface ISqsServerResource : Aspire.Hosting.ApplicationModel.IResource, Aspire.Hosting.ApplicationModel.IResourceWithEndpoints
    {
        Aspire.Hosting.ApplicationModel.EndpointReference PrimaryEndpoint { get; }
        System.Collections.Generic.IList<Aspire.Hosting.ApplicationModel.SqsQueueResource> Queues { get; }
    }
    public sealed class ScalewayEnvironmentResource : Aspire.Hosting.ApplicationModel.Resource, Aspire.Hosting.ApplicationModel.IComputeEnvironmentResource, Aspire.Hosting.ApplicationModel.IContainerRegistry, Aspire.Hosting.ApplicationModel.IResource
    {
        public ScalewayEnvironmentResource([Aspire.Hosting.ApplicationModel.ResourceName] string name, string iacDirectory) { }
        public string IacDirectory { get; }
    }
    public sealed class SqsQueueResource : Aspire.Hosting.ApplicationModel.Resource, Aspire.Hosting.ApplicationModel.IExpressionValue, Aspire.Hosting.ApplicationModel.IManifestExpressionProvider, Aspire.Hosting.ApplicationModel.IQueueResource, Aspire.Hosting.ApplicationModel.IResource, Aspire.Hosting.ApplicationModel.IResourceWithConnectionString, Aspire.Hosting.ApplicationModel.IResourceWithParent, Aspire.Hosting.ApplicationModel.IResourceWithParent<Aspire.Hosting.ApplicationModel.ISqsServerResource>, Aspire.Hosting.ApplicationModel.IValueProvider, Aspire.Hosting.ApplicationModel.IValueWithReferences
    {
        public SqsQueueResource([Aspire.Hosting.ApplicationModel.ResourceName] string name, Aspire.Hosting.ApplicationModel.ISqsServerResource parent) { }
        public Aspire.Hosting.ApplicationModel.ReferenceExpression ConnectionStringExpression { get; }
        public Aspire.Hosting.ApplicationModel.SqsQueueResource? DeadLetterQueue { get; }
        public int MaxReceiveCount { get; }
        public Aspire.Hosting.ApplicationModel.ISqsServerResource Parent { get; }
        public Aspire.Hosting.ApplicationModel.ReferenceExpression UrlExpression { get; }
        public System.TimeSpan VisibilityTimeout { get; }
    }
    public sealed class StaticSiteResource : Aspire.Hosting.ApplicationModel.Resource
    {
        public StaticSiteResource([Aspire.Hosting.ApplicationModel.ResourceName] string name) { }
    }
}
namespace Aspire.Hosting
{
    public static class ElasticMqExtensions
    {
        public static Aspire.Hosting.ApplicationModel.IResourceBuilder<Aspire.Hosting.ApplicationModel.ElasticMqResource> AddElasticMq(this Aspire.Hosting.IDistributedApplicationBuilder builder, [Aspire.Hosting.ApplicationModel.ResourceName] string name, int? port = default) { }
    }
    public static class PublishAsExtensions
    {
        public static Aspire.Hosting.ApplicationModel.IResourceBuilder<T> PublishAsManagedRedis<T>(this Aspire.Hosting.ApplicationModel.IResourceBuilder<T> builder, System.Action<Aspire.Hosting.Scaleway.ManagedRedisOptions>? configure = null)
            where T : Aspire.Hosting.ApplicationModel.IResourceWithConnectionString { }
        public static Aspire.Hosting.ApplicationModel.IResourceBuilder<T> PublishAsScalewayContainer<T>(this Aspire.Hosting.ApplicationModel.IResourceBuilder<T> builder, System.Action<Aspire.Hosting.Scaleway.ScalewayContainerOptions>? configure = null)
            where T : Aspire.Hosting.ApplicationModel.IComputeResource { }
        public static Aspire.Hosting.ApplicationModel.IResourceBuilder<T> PublishAsScalewayQueue<T>(this Aspire.Hosting.ApplicationModel.IResourceBuilder<T> builder, System.Action<Aspire.Hosting.Scaleway.ScalewayQueueOptions>? configure = null)
            where T : Aspire.Hosting.ApplicationModel.IResourceWithConnectionString { }
        public static Aspire.Hosting.ApplicationModel.IResourceBuilder<T> PublishAsServerlessSql<T>(this Aspire.Hosting.ApplicationModel.IResourceBuilder<T> builder, System.Action<Aspire.Hosting.Scaleway.ServerlessSqlOptions>? configure = null)
            where T : Aspire.Hosting.ApplicationModel.IResourceWithConnectionString { }
        public static Aspire.Hosting.ApplicationModel.IResourceBuilder<T> PublishAsStaticSite<T>(this Aspire.Hosting.ApplicationModel.IResourceBuilder<T> builder, string folder, System.Action<Aspire.Hosting.Scaleway.StaticSiteOptions>? configure = null)
            where T : Aspire.Hosting.ApplicationModel.IResource { }
        public static Aspire.Hosting.ApplicationModel.IResourceBuilder<T> WithEdgeRoute<T>(this Aspire.Hosting.ApplicationModel.IResourceBuilder<T> builder, System.Action<Aspire.Hosting.Scaleway.EdgeRouteOptions>? configure = null)
            where T : Aspire.Hosting.ApplicationModel.IComputeResource { }
        public static Aspire.Hosting.ApplicationModel.IResourceBuilder<T> WithQueueTrigger<T>(this Aspire.Hosting.ApplicationModel.IResourceBuilder<T> builder, Aspire.Hosting.ApplicationModel.IResourceBuilder<Aspire.Hosting.ApplicationModel.IResource> queue, System.Action<Aspire.Hosting.Scaleway.QueueTriggerOptions>? configure = null)
            where T : Aspire.Hosting.ApplicationModel.IComputeResource { }
    }
    public static class ScalewayEnvironmentExtensions
    {
        public static Aspire.Hosting.ApplicationModel.IResourceBuilder<Aspire.Hosting.ApplicationModel.ScalewayEnvironmentResource> AddScalewayEnvironment(this Aspire.Hosting.IDistributedApplicationBuilder builder, [Aspire.Hosting.ApplicationModel.ResourceName] string name, string iacDirectory = "../iac") { }
    }
    public static class SqsQueueExtensions
    {
        public static Aspire.Hosting.ApplicationModel.IResourceBuilder<Aspire.Hosting.ApplicationModel.SqsQueueResource> AddQueue(this Aspire.Hosting.ApplicationModel.IResourceBuilder<Aspire.Hosting.ApplicationModel.ISqsServerResource> server, [Aspire.Hosting.ApplicationModel.ResourceName] string name) { }
        public static Aspire.Hosting.ApplicationModel.IResourceBuilder<Aspire.Hosting.ApplicationModel.SqsQueueResource> WithDeadLetterQueue(this Aspire.Hosting.ApplicationModel.IResourceBuilder<Aspire.Hosting.ApplicationModel.SqsQueueResource> queue, Aspire.Hosting.ApplicationModel.IResourceBuilder<Aspire.Hosting.ApplicationModel.SqsQueueResource> deadLetters, int maxReceiveCount) { }
        public static Aspire.Hosting.ApplicationModel.IResourceBuilder<Aspire.Hosting.ApplicationModel.SqsQueueResource> WithVisibilityTimeout(this Aspire.Hosting.ApplicationModel.IResourceBuilder<Aspire.Hosting.ApplicationModel.SqsQueueResource> queue, System.TimeSpan timeout) { }
    }
    public static class StaticSiteExtensions
    {
        public static Aspire.Hosting.ApplicationModel.IResourceBuilder<Aspire.Hosting.ApplicationModel.StaticSiteResource> AddStaticSite(this Aspire.Hosting.IDistributedApplicationBuilder builder, [Aspire.Hosting.ApplicationModel.ResourceName] string name, string folder, System.Action<Aspire.Hosting.Scaleway.StaticSiteOptions>? configure = null) { }
        public static Aspire.Hosting.ApplicationModel.IResourceBuilder<Aspire.Hosting.ApplicationModel.StaticSiteResource> WithNpmBuild(this Aspire.Hosting.ApplicationModel.IResourceBuilder<Aspire.Hosting.ApplicationModel.StaticSiteResource> builder, string folder) { }
    }
}
namespace Aspire.Hosting.Scaleway
{
    public enum ContainerPrivacy
    {
        [System.Text.Json.Serialization.JsonStringEnumMemberName("private")]
        Private = 0,
        [System.Text.Json.Serialization.JsonStringEnumMemberName("public")]
        Public = 1,
    }
    public enum ContainerProtocol
    {
        [System.Text.Json.Serialization.JsonStringEnumMemberName("http1")]
        Http1 = 0,
        [System.Text.Json.Serialization.JsonStringEnumMemberName("h2c")]
        H2c = 1,
    }
    public enum ContainerSandbox
    {
        [System.Text.Json.Serialization.JsonStringEnumMemberName("v1")]
        V1 = 0,
        [System.Text.Json.Serialization.JsonStringEnumMemberName("v2")]
        V2 = 1,
    }
    public enum DatabaseRole
    {
        [System.Text.Json.Serialization.JsonStringEnumMemberName("read_only")]
        ReadOnly = 0,
        [System.Text.Json.Serialization.JsonStringEnumMemberName("data_read_write")]
        DataReadWrite = 1,
        [System.Text.Json.Serialization.JsonStringEnumMemberName("read_write")]
        ReadWrite = 2,
    }
    public class EdgeRouteOptions : System.IEquatable<Aspire.Hosting.Scaleway.EdgeRouteOptions>
    {
        public EdgeRouteOptions() { }
        public string PathPattern { get; set; }
    }
    public sealed class ManagedRedisOptions : System.IEquatable<Aspire.Hosting.Scaleway.ManagedRedisOptions>
    {
        public ManagedRedisOptions() { }
        [System.Text.Json.Serialization.JsonIgnore]
        public string? CertificateVariable { get; set; }
        public int ClusterSize { get; set; }
        [System.Text.Json.Serialization.JsonIgnore]
        public System.Collections.Generic.IList<Aspire.Hosting.Scaleway.RedisEntries> Load { get; }
        public string NodeType { get; set; }
        public System.Collections.Generic.IDictionary<string, string> Settings { get; }
        [System.Text.Json.Serialization.JsonIgnore]
        public bool SingleHashSlot { get; set; }
        public string Version { get; set; }
    }
    public sealed class QueueBurst : System.IEquatable<Aspire.Hosting.Scaleway.QueueBurst>
    {
        public QueueBurst(long Messages, int AverageBytes, double DrainedPerSecond) { }
        public int AverageBytes { get; init; }
        public double DrainedPerSecond { get; init; }
        public long Messages { get; init; }
    }
    [System.Flags]
    public enum QueuePermissions
    {
        None = 0,
        Publish = 1,
        Receive = 2,
    }
    public class QueueTriggerOptions : System.IEquatable<Aspire.Hosting.Scaleway.QueueTriggerOptions>
    {
        public QueueTriggerOptions() { }
        public int MaxScale { get; set; }
        public int MemoryLimit { get; set; }
        public int MinScale { get; set; }
        public string Path { get; set; }
        [System.Text.Json.Serialization.JsonConverter(typeof(Aspire.Hosting.Scaleway.Manifest.SecondsConverter))]
        public System.TimeSpan Timeout { get; set; }
    }
    public sealed class RedisEntries : System.IEquatable<Aspire.Hosting.Scaleway.RedisEntries>
    {
        public RedisEntries(string Name, long Count, int Bytes) { }
        public int Bytes { get; init; }
        public long Count { get; init; }
        public string Name { get; init; }
        public static Aspire.Hosting.Scaleway.RedisEntries Expiring(string name, double perSecond, System.TimeSpan lifetime, int bytes) { }
    }
    public class ScalewayContainerOptions : System.IEquatable<Aspire.Hosting.Scaleway.ScalewayContainerOptions>
    {
        public ScalewayContainerOptions() { }
        public int CpuLimit { get; set; }
        [System.Text.Json.Serialization.JsonIgnore]
        public System.Collections.Generic.IDictionary<string, string> Environment { get; }
        public bool HttpsConnectionsOnly { get; set; }
        public Aspire.Hosting.Scaleway.ScalewayProbe? LivenessProbe { get; set; }
        public long? LocalStorageLimitBytes { get; set; }
        public int MaxScale { get; set; }
        public long MemoryLimitBytes { get; set; }
        public int MinScale { get; set; }
        public int Port { get; set; }
        public Aspire.Hosting.Scaleway.ContainerPrivacy Privacy { get; set; }
        public Aspire.Hosting.Scaleway.ContainerProtocol Protocol { get; set; }
        public Aspire.Hosting.Scaleway.ContainerSandbox Sandbox { get; set; }
        public Aspire.Hosting.Scaleway.ScalewayScaling Scaling { get; set; }
        public Aspire.Hosting.Scaleway.ScalewayProbe? StartupProbe { get; set; }
        [System.Text.Json.Serialization.JsonIgnore]
        public bool Telemetry { get; set; }
        [System.Text.Json.Serialization.JsonConverter(typeof(Aspire.Hosting.Scaleway.Manifest.SecondsConverter))]
        public System.TimeSpan Timeout { get; set; }
        public void Grant(Aspire.Hosting.ApplicationModel.IResourceBuilder<Aspire.Hosting.ApplicationModel.IResource> database, Aspire.Hosting.Scaleway.DatabaseRole role) { }
        public void Grant(Aspire.Hosting.ApplicationModel.IResourceBuilder<Aspire.Hosting.ApplicationModel.IResource> queue, Aspire.Hosting.Scaleway.QueuePermissions permissions) { }
        public void Probe(string path) { }
        public void Reference(string variable, Aspire.Hosting.ApplicationModel.IResourceBuilder<Aspire.Hosting.ApplicationModel.IResource> resource, Aspire.Hosting.Scaleway.ScalewayProperty property) { }
    }
    public sealed class ScalewayProbe : System.IEquatable<Aspire.Hosting.Scaleway.ScalewayProbe>
    {
        public ScalewayProbe(string? Path, System.TimeSpan Interval, System.TimeSpan Timeout, int FailureThreshold) { }
        public int FailureThreshold { get; init; }
        [System.Text.Json.Serialization.JsonConverter(typeof(Aspire.Hosting.Scaleway.Manifest.DurationConverter?))]
        public System.TimeSpan Interval { get; init; }
        public string? Path { get; init; }
        [System.Text.Json.Serialization.JsonConverter(typeof(Aspire.Hosting.Scaleway.Manifest.DurationConverter?))]
        public System.TimeSpan Timeout { get; init; }
    }
    public enum ScalewayProperty
    {
        ConnectionString = 0,
        Certificate = 1,
        Host = 2,
        Port = 3,
        Database = 4,
        Url = 5,
        Endpoint = 6,
        Region = 7,
    }
    public class ScalewayQueueOptions : System.IEquatable<Aspire.Hosting.Scaleway.ScalewayQueueOptions>
    {
        public ScalewayQueueOptions() { }
        [System.Text.Json.Serialization.JsonIgnore]
        public Aspire.Hosting.Scaleway.QueueBurst? Burst { get; set; }
        public bool ContentBasedDeduplication { get; set; }
        public bool Fifo { get; set; }
        [System.Text.Json.Serialization.JsonPropertyName("message_max_size")]
        public int MaxMessageBytes { get; set; }
        [System.Text.Json.Serialization.JsonIgnore]
        public int MaxProducedBytes { get; set; }
        public string? Name { get; set; }
        [System.Text.Json.Serialization.JsonConverter(typeof(Aspire.Hosting.Scaleway.Manifest.SecondsConverter?))]
        [System.Text.Json.Serialization.JsonPropertyName("receive_wait_time_seconds")]
        public System.TimeSpan ReceiveWait { get; set; }
        [System.Text.Json.Serialization.JsonConverter(typeof(Aspire.Hosting.Scaleway.Manifest.SecondsConverter?))]
        [System.Text.Json.Serialization.JsonPropertyName("message_max_age")]
        public System.TimeSpan Retention { get; set; }
        [System.Text.Json.Serialization.JsonConverter(typeof(Aspire.Hosting.Scaleway.Manifest.SecondsConverter?))]
        [System.Text.Json.Serialization.JsonPropertyName("visibility_timeout_seconds")]
        public System.TimeSpan? VisibilityTimeout { get; set; }
    }
    public sealed class ScalewayScaling : System.IEquatable<Aspire.Hosting.Scaleway.ScalewayScaling>
    {
        [System.Text.Json.Serialization.JsonPropertyName("concurrent_requests_threshold")]
        public int? ConcurrentRequests { get; }
        [System.Text.Json.Serialization.JsonPropertyName("cpu_usage_threshold")]
        public int? CpuUsage { get; }
        [System.Text.Json.Serialization.JsonPropertyName("memory_usage_threshold")]
        public int? MemoryUsage { get; }
        public static Aspire.Hosting.Scaleway.ScalewayScaling OnConcurrentRequests(int requests) { }
        public static Aspire.Hosting.Scaleway.ScalewayScaling OnCpuUsage(int percent) { }
        public static Aspire.Hosting.Scaleway.ScalewayScaling OnMemoryUsage(int percent) { }
    }
    public sealed class ServerlessSqlOptions : System.IEquatable<Aspire.Hosting.Scaleway.ServerlessSqlOptions>
    {
        public ServerlessSqlOptions() { }
        public int MaxCpu { get; set; }
        public int MinCpu { get; set; }
        public string? Name { get; set; }
    }
    public sealed class StaticSiteOptions : System.IEquatable<Aspire.Hosting.Scaleway.StaticSiteOptions>
    {
        public StaticSiteOptions() { }
        [System.Text.Json.Serialization.JsonIgnore]
        public System.Collections.Generic.IDictionary<string, object> Configuration { get; }
        public string ErrorDocument { get; set; }
        public string IndexDocument { get; set; }
    }
}
