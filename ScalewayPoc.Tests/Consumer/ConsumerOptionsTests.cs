using Microsoft.Extensions.Options;
using ScalewayPoc.Consumer;
using Xunit;

namespace ScalewayPoc.Tests.Consumer;

public sealed class ConsumerOptionsTests
{
    [Theory]
    [InlineData("Consumer__StopTimeout", "00:00:02", "Consumer:StopTimeout is 00:00:02; it must be between 00:00:03 and 00:05:00.")]
    [InlineData("Consumer__Polling__WaitTime", "00:00:21", "Consumer:Polling:WaitTime is 00:00:21; it must be between 00:00:00 and 00:00:20.")]
    [InlineData("Consumer__Trigger__Timeout", "00:00:00", "Consumer:Trigger:Timeout is 00:00:00; it must be between 00:00:01 and 01:00:00.")]
    public async Task A_setting_out_of_range_is_refused_with_its_key_and_range(string setting, string value, string message)
    {
        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => InProcessServer<ConsumerOptions>.StartAsync(new Dictionary<string, string>
        {
            ["Authentication__AllowAnonymous"] = "true",
            ["ConnectionStrings__events"] = "Host=127.0.0.1;Port=1;Username=x;Database=x",
            ["ConnectionStrings__ingress"] = "Endpoint=http://127.0.0.1:1;Region=x;AccessKey=x;SecretKey=x;QueueUrl=http://127.0.0.1:1/0/ingress",
            [setting] = value,
        }));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }
}
