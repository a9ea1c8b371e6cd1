using ScalewayPoc.Contracts;

namespace ScalewayPoc.Tests.Application;

/// <summary>The application with <c>Consumer=trigger</c> and a shorter visibility timeout.</summary>
public sealed class TriggeredApplicationFixture : ApplicationFixture
{
    protected override string[] Options => ["--Consumer=trigger"];

    protected override void Change(IDistributedApplicationTestingBuilder builder)
    {
        var ingress = builder.Resources.OfType<SqsQueueResource>().Single(queue => queue.Name == ResourceNames.Ingress);
        builder.CreateResourceBuilder(ingress).WithVisibilityTimeout(TimeSpan.FromSeconds(10));
    }
}
