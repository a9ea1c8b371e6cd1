using ScalewayPoc.Emulators.Hosting;
using ScalewayPoc.Emulators.Sqs;
using ScalewayPoc.Tests.Emulators;

namespace ScalewayPoc.Tests.Sqs;

public sealed class CommandLineTests
{
    [Fact]
    public void A_declaration_has_a_name_a_dead_letter_queue_and_attributes()
    {
        var queue = QueueDeclaration.Parse("ingress, deadLetter=ingress-dlq,maxReceiveCount=5,visibilityTimeout=30,messageRetentionPeriod=60");
        Assert.Equal(("ingress", "ingress-dlq", 5), (queue.Name, queue.DeadLetter, queue.MaxReceiveCount));
        Assert.Equal(
            new Dictionary<string, string> { ["VisibilityTimeout"] = "30", ["MessageRetentionPeriod"] = "60" }, queue.Attributes);
        Assert.Null(QueueDeclaration.Parse("jobs").DeadLetter);
    }

    [Theory]
    [InlineData("", "name")]
    [InlineData("jobs,visibilityTimeout", "visibilityTimeout")]
    [InlineData("jobs,colour=blue", "colour")]
    [InlineData("jobs,delaySeconds=5", "delaySeconds")]
    [InlineData("jobs,VisibilityTimeout=1", "VisibilityTimeout")]
    [InlineData("jobs,maxReceiveCount=0", "maxReceiveCount")]
    public void A_wrong_declaration_is_told_what_is_wrong(string text, string named) =>
        Assert.Contains(named, Assert.Throws<FormatException>(() => QueueDeclaration.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public async Task A_wrong_option_is_a_sentence_and_an_exit_code()
    {
        var (exitCode, output) = await EmulatorProcess.RunAsync(["sqs", "--port", "1", "--data", "unused", "--queue", "jobs,colour=blue"]);
        Assert.NotEqual(0, exitCode);
        Assert.Contains("colour", output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_named()
    {
        await using var first = await SqsServer.StartAsync();
        var error = await Assert.ThrowsAsync<EmulatorException>(() => SqsServer.StartAsync(new SqsSimulatorOptions { Data = Directory.CreateTempSubdirectory("sqs-"), Port = first.Endpoint.Port }));
        Assert.Contains($":{first.Endpoint.Port}: ", error.Message, StringComparison.Ordinal);
        Assert.Contains("--port", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("15")]
    [InlineData("-1ms")]
    [InlineData("NaNs")]
    [InlineData("61s")]
    public void A_latency_that_is_not_a_duration_is_refused(string latency)
    {
        var parsed = SqsCommand.Create().Parse(["--port", "1", "--data", "unused", "--latency", latency]);
        Assert.Contains("--latency must be a duration", Assert.Single(parsed.Errors).Message, StringComparison.Ordinal);
        var valid = SqsCommand.Create().Parse(["--port", "1", "--data", "unused", "--latency", "15ms"]);
        Assert.Empty(valid.Errors);
        Assert.Equal(TimeSpan.FromMilliseconds(15), valid.GetValue<TimeSpan>("--latency"));
    }

    [Fact]
    public async Task One_simulator_at_a_time_uses_a_data_folder()
    {
        var data = Directory.CreateTempSubdirectory("sqs-");
        try
        {
            var options = new SqsSimulatorOptions { Data = data };
            await using (await SqsSimulator.StartAsync(options))
            {
                var error = await Assert.ThrowsAsync<EmulatorException>(() => SqsSimulator.StartAsync(options));
                Assert.Contains(data.FullName, error.Message, StringComparison.Ordinal);
            }

            await using var next = await SqsSimulator.StartAsync(options);
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_named()
    {
        var data = Directory.CreateTempSubdirectory("sqs-");
        try
        {
            await File.WriteAllTextAsync(Path.Combine(data.FullName, "sqs.db"), new string('x', 4096));
            var error = await Assert.ThrowsAsync<EmulatorException>(() => SqsSimulator.StartAsync(new SqsSimulatorOptions { Data = data }));
            Assert.Contains("sqs.db", error.Message, StringComparison.Ordinal);
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("jobs,visibilityTimeout=x", "VisibilityTimeout")]
    [InlineData("jo bs", "jo bs")]
    [InlineData("jobs,deadLetter=dead.fifo", "same type")]
    public async Task A_queue_that_cannot_be_is_named_at_the_start(string declaration, string named)
    {
        var error = await Assert.ThrowsAsync<EmulatorException>(() => SqsServer.StartAsync(queues: QueueDeclaration.Parse(declaration)));
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
    }
}
