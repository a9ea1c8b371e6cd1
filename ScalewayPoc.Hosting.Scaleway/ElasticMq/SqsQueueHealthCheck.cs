using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.Scaleway.ElasticMq;

/// <summary>Healthy when the server returns the attributes of the queue. The request is not signed: emulators accept any caller.</summary>
sealed class SqsQueueHealthCheck(SqsQueueResource queue, HttpClient client) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            var endpoint = await queue.Parent.PrimaryEndpoint.Property(EndpointProperty.Url).GetValueAsync(cancellationToken);
            var body = new JsonObject
            {
                ["QueueUrl"] = await queue.UrlExpression.GetValueAsync(cancellationToken),
                ["AttributeNames"] = new JsonArray("ApproximateNumberOfMessages"),
            };
            using var request = new HttpRequestMessage(HttpMethod.Post, endpoint)
            {
                Content = new StringContent(body.ToJsonString(), new MediaTypeHeaderValue("application/x-amz-json-1.0")),
                Headers = { { "X-Amz-Target", "AmazonSQS.GetQueueAttributes" } },
            };
            using var response = await client.SendAsync(request, cancellationToken);
            return response.IsSuccessStatusCode
                ? HealthCheckResult.Healthy()
                : new(context.Registration.FailureStatus, $"Queue {queue.Name}: HTTP {(int)response.StatusCode} {await response.Content.ReadAsStringAsync(cancellationToken)}");
        }
        catch (HttpRequestException e)
        {
            return new(context.Registration.FailureStatus, $"Queue {queue.Name}: {e.Message}", e);
        }
    }
}
