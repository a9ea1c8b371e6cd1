using System.Diagnostics;
using System.Globalization;
using System.Text;
using ScalewayPoc.Contracts;

namespace ScalewayPoc.Tests.Triggers;

public sealed class DeliveryTests
{
    [Fact]
    public async Task The_body_is_posted_as_it_is_and_nothing_else_of_the_message()
    {
        var largest = string.Concat(Enumerable.Repeat("ü", Limits.QueueRequestBytes / 2));
        string[] bodies = ["""{"id":"1","data":"Zoë 😀 \u00e9"}""", " no JSON\n\twith\r\nspace ", largest];
        await using var setup = await TriggerSetup.CreateAsync(_ => 200);
        // A trace of this process is none of the message's.
        using var trace = new Activity("test").Start();
        await setup.StartAsync();

        foreach (var (i, body) in bodies.Index())
        {
            await setup.SendAsync(body);
            await setup.Target.ArrivedAsync(i + 1);
            var post = setup.Target.Posts.Last();
            Assert.Equal(("POST", "/events"), (post.Method, post.Path));
            Assert.Equal(Encoding.UTF8.GetBytes(body), post.Body);
            Assert.Equal(
                ["Content-Length", "Content-Type", "Host", "User-Agent"], post.Headers.Keys.Order(StringComparer.Ordinal));
            Assert.Equal("ScalewayServerlessOrchestrator/1.0", post.Headers["User-Agent"]);
            Assert.Equal(post.Body.Length, int.Parse(post.Headers["Content-Length"], CultureInfo.InvariantCulture));
        }
        await setup.QueueIsDoneAsync();
        Assert.Empty(setup.Failures());
    }

    [Theory]
    [InlineData(200)]
    [InlineData(204)]
    [InlineData(299)]
    public async Task After_2xx_a_message_is_deleted(int status)
    {
        await using var setup = await TriggerSetup.CreateAsync(_ => status);
        await setup.SendAsync("once");
        await setup.StartAsync();
        await setup.QueueIsDoneAsync();
        Assert.Single(setup.Target.Posts);
    }

    [Fact]
    public async Task No_more_than_ten_are_in_flight_and_no_more_are_received()
    {
        using var answers = new SemaphoreSlim(0);
        await using var setup = await TriggerSetup.CreateAsync(async _ =>
        {
            await answers.WaitAsync();
            return 200;
        });
        await setup.SendAsync(Enumerable.Range(0, 25).Select(i => $"{i}"));
        await setup.StartAsync();

        // One after the other: whatever is under way beyond the ten has time to arrive.
        for (var arrived = 10; arrived < 25; arrived++)
        {
            await setup.Target.ArrivedAsync(arrived);
            Assert.InRange((await setup.DepthAsync()).InFlight, 0, 10);
            answers.Release();
        }
        await setup.Target.ArrivedAsync(25);
        Assert.Equal(10, setup.Target.MostRunning);
        answers.Release(10);
        await setup.QueueIsDoneAsync();
    }

    [Fact]
    public async Task A_fifo_queue_is_delivered_one_at_a_time_and_in_order()
    {
        using var answers = new SemaphoreSlim(0);
        await using var setup = await TriggerSetup.CreateAsync(
            async _ =>
            {
                await answers.WaitAsync();
                return 200;
            },
            "jobs.fifo,deadLetter=dead.fifo,maxReceiveCount=4");
        string[] bodies = ["a", "b", "c", "d", "e"];
        foreach (var body in bodies)
            await setup.SendAsync(body, group: body);
        await setup.StartAsync();

        for (var arrived = 1; arrived <= bodies.Length; arrived++)
        {
            await setup.Target.ArrivedAsync(arrived);
            answers.Release();
        }
        await Eventually.EqualAsync((0, 0), () => setup.DepthAsync(), setup.Lines);
        Assert.Equal(bodies, setup.Target.Posts.Select(post => post.Text));
        Assert.Equal(1, setup.Target.MostRunning);
    }

    [Fact]
    public async Task What_failed_in_a_fifo_queue_is_delivered_before_what_comes_after_it()
    {
        var failures = 2;
        await using var setup = await TriggerSetup.CreateAsync(_ => Interlocked.Decrement(ref failures) >= 0 ? 500 : 200, "jobs.fifo,visibilityTimeout=30");
        foreach (var body in new[] { "1", "2", "3" })
            await setup.SendAsync(body, group: "g");
        await setup.StartAsync();

        await setup.FailedAsync(1);
        setup.EndVisibilityTimeout();
        await setup.FailedAsync(2);
        setup.EndVisibilityTimeout();

        await Eventually.EqualAsync((0, 0), () => setup.DepthAsync(), setup.Lines);
        Assert.Equal(["1", "1", "1", "2", "3"], setup.Target.Posts.Select(post => post.Text));
    }
}
