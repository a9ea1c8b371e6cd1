using System.Globalization;

namespace Aspire.Hosting.Scaleway.Validation;

/// <summary>A value of the model that the platform does not accept.</summary>
/// <param name="Resource">Resource of the model.</param>
/// <param name="Value">The value in the model.</param>
/// <param name="Limit">The values that the platform accepts.</param>
/// <param name="Source">The document that states the limit.</param>
sealed record ValidationError(string Resource, FormattableString Value, FormattableString Limit, string Source)
{
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Resource}: {FormattableString.Invariant(Value)}; {FormattableString.Invariant(Limit)} ({Source}).");
}

/// <summary>Collects the errors of a model in the order in which the rules are applied.</summary>
sealed class ValidationErrors : List<ValidationError>
{
    /// <summary>Adds an error unless <paramref name="isValid"/>.</summary>
    public void Require(bool isValid, string resource, FormattableString value, FormattableString limit, string source)
    {
        if (!isValid)
        {
            Add(new(resource, value, limit, source));
        }
    }
}

/// <summary>The documents that state the limits.</summary>
static class Sources
{
    public const string Containers = "Scaleway documentation, serverless-containers, containers-limitations";
    public const string ContainerResource = "OpenTofu provider scaleway, scaleway_container";
    public const string Functions = "Scaleway documentation, serverless-functions, functions-limitations";
    public const string FunctionResource = "OpenTofu provider scaleway, scaleway_function";
    public const string Triggers = "Scaleway documentation, serverless-containers, configure-trigger-inputs";
    public const string Queues = "Scaleway documentation, queues, limitations";
    public const string QueueResource = "OpenTofu provider scaleway, scaleway_mnq_sqs_queue";
    public const string Quotas = "Scaleway documentation, organization-quotas";
    public const string Redis = "Scaleway documentation, managed-databases-for-redis";
    public const string RedisNodes = "Scaleway API, redis/v1, node-types";
    public const string RedisResource = "OpenTofu provider scaleway, scaleway_redis_cluster";
    public const string Databases = "OpenTofu provider scaleway, scaleway_sdb_sql_database";
    public const string Edge = "OpenTofu provider scaleway, scaleway_edge_services_route_stage";
    public const string Library = "README of this hosting integration, Limits";
}
