using System.Diagnostics;
using System.Text.Json;

namespace ScalewayPoc.Tests.Sqs;

/// <summary>The AWS CLI of this machine; 2.9 of Debian 12 speaks the query protocol, newer ones AWS JSON 1.0.</summary>
public sealed class AwsCliTests
{
    static readonly string? Cli = (Environment.GetEnvironmentVariable("AWS_CLI") is { Length: > 0 } given ? [given] : new[] { "/usr/bin/aws", "/usr/local/bin/aws" })
        .FirstOrDefault(File.Exists);

    [SkippableFact]
    public async Task Creates_a_queue_sends_receives_and_reports_an_error()
    {
        Skip.If(Cli is null, "The AWS CLI is not installed (apt install awscli); AWS_CLI names another path.");
        await using var sqs = await SqsServer.StartAsync();
        var url = (await RunAsync(sqs, "create-queue", "--queue-name", "jobs", "--attributes", "VisibilityTimeout=40")).GetProperty("QueueUrl").GetString()!;
        await RunAsync(sqs, "send-message", "--queue-url", url, "--message-body", "hello <world>",
            "--message-attributes", "kind={DataType=String,StringValue=invoice}");
        var message = (await RunAsync(sqs, "receive-message", "--queue-url", url, "--attribute-names", "All", "--message-attribute-names", "All"))
            .GetProperty("Messages")[0];
        Assert.Equal("hello <world>", message.GetProperty("Body").GetString());
        Assert.Equal("invoice", message.GetProperty("MessageAttributes").GetProperty("kind").GetProperty("StringValue").GetString());
        Assert.Equal("1", message.GetProperty("Attributes").GetProperty("ApproximateReceiveCount").GetString());
        await RunAsync(sqs, "delete-message", "--queue-url", url, "--receipt-handle", message.GetProperty("ReceiptHandle").GetString()!);
        var (code, output) = await InvokeAsync(sqs, "get-queue-url", "--queue-name", "missing");
        Assert.NotEqual(0, code);
        Assert.Contains("AWS.SimpleQueueService.NonExistentQueue", output, StringComparison.Ordinal);
    }

    static async Task<JsonElement> RunAsync(SqsServer sqs, params string[] arguments)
    {
        var (code, output) = await InvokeAsync(sqs, arguments);
        Assert.True(code == 0, output);
        return output.Length == 0 ? default : JsonElement.Parse(output);
    }

    static async Task<(int Code, string Output)> InvokeAsync(SqsServer sqs, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Cli!,
            ["sqs", .. arguments, "--endpoint-url", sqs.Endpoint.ToString(), "--region", "fr-par", "--output", "json", "--no-cli-pager"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["AWS_ACCESS_KEY_ID"] = "key", ["AWS_SECRET_ACCESS_KEY"] = "secret", ["AWS_CONFIG_FILE"] = "/dev/null" },
        })!;
        var texts = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, string.Concat(texts).Trim());
    }
}
