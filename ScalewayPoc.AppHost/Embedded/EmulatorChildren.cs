using Microsoft.Extensions.DependencyInjection;

namespace ScalewayPoc.AppHost.Embedded;

static class EmulatorChildren
{
    /// <summary>
    /// Lets a part of an emulator (a database, a queue) run while the emulator does. Aspire itself does that for the parts
    /// of containers only; without a state nothing could wait for the part.
    /// </summary>
    public static IResourceBuilder<T> RunsWith<T>(this IResourceBuilder<T> part, EmulatorResource emulator)
        where T : IResource
    {
        var eventing = part.ApplicationBuilder.Eventing;
        eventing.Subscribe<ResourceReadyEvent>(emulator, (ready, _) => Publish(ready.Services, KnownResourceStates.Running));
        eventing.Subscribe<ResourceStoppedEvent>(emulator, (stopped, _) => Publish(stopped.Services, KnownResourceStates.Finished));
        return part;

        Task Publish(IServiceProvider services, string state) => services.GetRequiredService<ResourceNotificationService>()
            .PublishUpdateAsync(part.Resource, snapshot => snapshot with { State = state });
    }
}
