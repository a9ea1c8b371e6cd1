using System.Net;
using System.Text;
using System.Text.Json;
using Amazon.SQS;
using Amazon.SQS.Model;
using ScalewayPoc.Emulators.Sqs;

namespace ScalewayPoc.Tests.Sqs;

public sealed class ProtocolTests
{
    [Fact]
    public async Task Errors_have_the_type_and_the_code_that_AWS_gives()
    {
        await using var sqs = await SqsServer.StartAsync();
        using var response = await PostAsync(sqs, "AmazonSQS.GetQueueUrl", """{"QueueName":"nobody"}""");
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/x-amz-json-1.0", response.Content.Headers.ContentType?.ToString());
        Assert.Equal("AWS.SimpleQueueService.NonExistentQueue;Sender", response.Headers.GetValues("x-amzn-query-error").Single());
        Assert.NotEmpty(response.Headers.GetValues("x-amzn-RequestId").Single());
        Assert.Equal("com.amazonaws.sqs#QueueDoesNotExist", await TypeAsync(response));
    }

    /// <summary>Clients that read the member of an empty response fail in production, so they have to fail here.</summary>
    [Fact]
    public async Task Empty_lists_are_left_out_as_by_SQS()
    {
        await using var sqs = await SqsServer.StartAsync();
        using var queues = await PostAsync(sqs, "AmazonSQS.ListQueues", "{}");
        Assert.Equal("{}", await queues.Content.ReadAsStringAsync());
        await sqs.CreateQueueAsync("jobs");
        using var messages = await PostAsync(sqs, "AmazonSQS.ReceiveMessage", """{"QueueUrl":"jobs"}""");
        Assert.Equal("{}", await messages.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("Host", "evil.test")]
    [InlineData("Origin", "https://evil.test")]
    [InlineData("Origin", "null")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    public async Task Pages_in_a_browser_are_refused(string header, string value)
    {
        await using var sqs = await SqsServer.StartAsync();
        var queue = await sqs.CreateQueueAsync("jobs");
        using var http = new HttpClient { BaseAddress = sqs.Endpoint };
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/?Action=DeleteQueue&QueueUrl={queue}");
        request.Headers.TryAddWithoutValidation(header, value);
        using var response = await http.SendAsync(request);
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);

        using var program = await PostAsync(sqs, "AmazonSQS.GetQueueUrl", """{"QueueName":"jobs"}""");
        Assert.Equal(HttpStatusCode.OK, program.StatusCode);
    }

    [Theory]
    [InlineData("AmazonSQS.SendMessage", "{\"QueueUrl\":", "SerializationException")]
    [InlineData("AmazonSQS.SendMessage", "", "SerializationException")]
    [InlineData("AmazonSQS.SendMessage", "null", "SerializationException")]
    [InlineData("AmazonSQS.SendMessage", "[]", "SerializationException")]
    [InlineData("AmazonSQS.SendMessage", "{\"QueueUrl\":\"jobs\",\"MessageBody\":\"\\ud800\"}", "SerializationException")]
    [InlineData("AmazonSQS.ReceiveMessage", "{\"QueueUrl\":\"jobs\",\"WaitTimeSeconds\":\"long\"}", "SerializationException")]
    [InlineData("AmazonSQS.SendMessage", "{\"MessageBody\":\"x\"}", "MissingRequiredParameterException")]
    [InlineData("AmazonSQS.SendMessage", "{\"QueueUrl\":\"jobs\"}", "MissingRequiredParameterException")]
    [InlineData("AmazonSQS.DeleteMessage", "{\"QueueUrl\":\"jobs\"}", "MissingRequiredParameterException")]
    [InlineData("AmazonSQS.CreateQueue", "{}", "MissingRequiredParameterException")]
    [InlineData("AmazonSQS.CreateQueue", "{\"QueueName\":\"n\",\"Attributes\":{\"VisibilityTimeout\":null}}", "")]
    [InlineData("AmazonSQS.SendMessage", "{\"QueueUrl\":\"jobs\",\"MessageBody\":\"x\",\"MessageAttributes\":{\"a\":null}}", "InvalidParameterValueException")]
    [InlineData("AmazonSQS.SendMessageBatch", "{\"QueueUrl\":\"jobs\",\"Entries\":[null]}", "InvalidBatchEntryId")]
    [InlineData("AmazonSQS.GetQueueAttributes", "{\"QueueUrl\":\"jobs\",\"AttributeNames\":[null]}", "SerializationException")]
    [InlineData("AmazonSQS.ReceiveMessage", "{\"QueueUrl\":\"jobs\",\"AttributeNames\":[null]}", "SerializationException")]
    [InlineData("AmazonSQS.ReceiveMessage", "{\"QueueUrl\":\"jobs\",\"MessageSystemAttributeNames\":[null]}", "SerializationException")]
    [InlineData("AmazonSQS.ReceiveMessage", "{\"QueueUrl\":\"jobs\",\"MessageAttributeNames\":[\"a\",null]}", "SerializationException")]
    [InlineData("AmazonSQS.NoSuchThing", "{}", "UnknownOperationException")]
    [InlineData("AmazonSNS.Publish", "{}", "UnknownOperationException")]
    [InlineData(null, "Action=SendMessage&Version=2012-11-05", "UnknownOperationException")]
    public async Task Wrong_requests_are_told_what_is_wrong(string? target, string body, string type)
    {
        await using var sqs = await SqsServer.StartAsync();
        await sqs.CreateQueueAsync("jobs");
        using var response = await PostAsync(sqs, target, body);
        if (type.Length == 0)
        {
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            return;
        }

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(type, (await TypeAsync(response)).Split('#')[1]);
    }

    [Fact]
    public async Task A_request_that_is_too_large_is_refused_before_it_is_read()
    {
        await using var sqs = await SqsServer.StartAsync();
        using var response = await PostAsync(sqs, "AmazonSQS.SendMessage", new string(' ', 2 * 1024 * 1024));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Contains("com.amazon.coral.service#", await TypeAsync(response), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Queue_urls_start_with_the_address_the_client_used()
    {
        await using var sqs = await SqsServer.StartAsync();
        using var client = SqsServer.CreateClient(new UriBuilder(sqs.Endpoint) { Host = "localhost" }.Uri);
        var url = (await client.CreateQueueAsync("jobs")).QueueUrl;
        Assert.Equal($"http://localhost:{sqs.Endpoint.Port}/000000000000/jobs", url);
        await client.SendMessageAsync(url, "x");
        Assert.Equal("x", (await sqs.ReceiveOneAsync("http://queue.example/project-1/jobs")).Body);
    }

    [Fact]
    public async Task Says_that_it_is_healthy_and_what_else_it_answers()
    {
        await using var sqs = await SqsServer.StartAsync();
        using var http = new HttpClient { BaseAddress = sqs.Endpoint };
        Assert.StartsWith("healthy", await http.GetStringAsync("/health"), StringComparison.Ordinal);
        using var response = await http.GetAsync("/000000000000/jobs");
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("X-Amz-Target", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Latency_is_added_to_each_request_and_calls_are_counted()
    {
        await using var sqs = await SqsServer.StartAsync(new SqsSimulatorOptions
        {
            Data = Directory.CreateTempSubdirectory("sqs-"),
            Latency = TimeSpan.FromMilliseconds(15),
            Queues = [QueueDeclaration.Parse("jobs")],
        });
        var send = sqs.Client.SendMessageAsync(sqs.QueueUrl("jobs"), "x");
        // Without an advance of the clock nothing is answered.
        using (var unaffected = new HttpClient())
            Assert.StartsWith("healthy", await unaffected.GetStringAsync(new Uri(sqs.Endpoint, "/health")), StringComparison.Ordinal);
        Assert.Empty(sqs.Calls);
        await Eventually.TrueAsync(() =>
        {
            sqs.Clock.Advance(TimeSpan.FromMilliseconds(15));
            return send.IsCompleted;
        }, TimeSpan.FromSeconds(20));
        await send;
        using var http = new HttpClient();
        Assert.Equal("""{"SendMessage":1}""", await http.GetStringAsync(new Uri(sqs.Endpoint, "/calls")));
    }

    static async Task<HttpResponseMessage> PostAsync(SqsServer sqs, string? target, string body)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, sqs.Endpoint)
        {
            Content = new StringContent(body, Encoding.UTF8, "application/x-amz-json-1.0"),
        };
        // Lets a server refuse by the length alone, before the body is on its way.
        request.Headers.ExpectContinue = body.Length > 1024 * 1024;
        if (target is not null)
            request.Headers.Add("X-Amz-Target", target);
        return await http.SendAsync(request);
    }

    static async Task<string> TypeAsync(HttpResponseMessage response)
    {
        using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        Assert.NotEmpty(json.RootElement.GetProperty("message").GetString()!);
        return json.RootElement.GetProperty("__type").GetString()!;
    }
}
