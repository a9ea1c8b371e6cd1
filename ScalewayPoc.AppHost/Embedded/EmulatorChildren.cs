using Microsoft.Extensions.DependencyInjection;

namespace ScalewayPoc.AppHost.Embedded;

static class EmulatorChildren
{
    /// <summary>
    /// Gives the databases and queues of an emulator its state. Aspire itself does that for the children of containers only;
    /// without a state nothing could wait for a child.
    /// </summary>
    public static void WithParentLifetime(this IDistributedApplicationBuilder builder, EmulatorResource emulator)
    {
        builder.Eventing.Subscribe<ResourceReadyEvent>(emulator, (ready, _) => PublishAsync(ready.Services, KnownResourceStates.Running));
        builder.Eventing.Subscribe<ResourceStoppedEvent>(emulator, (stopped, _) => PublishAsync(stopped.Services, KnownResourceStates.Finished));

        async Task PublishAsync(IServiceProvider services, string state)
        {
            var notifications = services.GetRequiredService<ResourceNotificationService>();
            var children = services.GetRequiredService<DistributedApplicationModel>().Resources
                .Where(resource => resource is IResourceWithParent child && child.Parent == emulator);
            foreach (var child in children)
            {
                await notifications.PublishUpdateAsync(child, snapshot => snapshot with { State = state });
            }
        }
    }
}
