using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting
{
    /// <summary>Collects the resources of an application.</summary>
    public interface IDistributedApplicationBuilder
    {
        /// <summary>Configuration of the AppHost.</summary>
        ConfigurationManager Configuration { get; }

        /// <summary>Folder of the AppHost's project.</summary>
        string AppHostDirectory { get; }

        /// <summary>Environment of the AppHost.</summary>
        IHostEnvironment Environment { get; }

        /// <summary>Services of the AppHost.</summary>
        IServiceCollection Services { get; }

        /// <summary>Events of the application.</summary>
        IDistributedApplicationEventing Eventing { get; }

        /// <summary>Run or publish.</summary>
        DistributedApplicationExecutionContext ExecutionContext { get; }

        /// <summary>The resources so far.</summary>
        IResourceCollection Resources { get; }

        /// <summary>Adds a resource.</summary>
        /// <exception cref="DistributedApplicationException">There is one of that name.</exception>
        IResourceBuilder<T> AddResource<T>(T resource) where T : IResource;

        /// <summary>Makes a builder for a resource without adding it.</summary>
        IResourceBuilder<T> CreateResourceBuilder<T>(T resource) where T : IResource;

        /// <summary>Builds the application.</summary>
        DistributedApplication Build();
    }
}

namespace Aspire.Hosting.ApplicationModel
{
    /// <summary>Configures a resource.</summary>
    public interface IResourceBuilder<out T> where T : IResource
    {
        /// <summary>The application that is being built.</summary>
        IDistributedApplicationBuilder ApplicationBuilder { get; }

        /// <summary>The resource.</summary>
        T Resource { get; }

        /// <summary>Adds an annotation.</summary>
        IResourceBuilder<T> WithAnnotation<TAnnotation>(
            TAnnotation annotation, ResourceAnnotationMutationBehavior behavior = ResourceAnnotationMutationBehavior.Append)
            where TAnnotation : IResourceAnnotation;
    }

    sealed class DistributedApplicationResourceBuilder<T>(IDistributedApplicationBuilder builder, T resource) : IResourceBuilder<T> where T : IResource
    {
        public IDistributedApplicationBuilder ApplicationBuilder => builder;

        public T Resource => resource;

        public IResourceBuilder<T> WithAnnotation<TAnnotation>(
            TAnnotation annotation, ResourceAnnotationMutationBehavior behavior = ResourceAnnotationMutationBehavior.Append)
            where TAnnotation : IResourceAnnotation
        {
            if (behavior == ResourceAnnotationMutationBehavior.Replace)
            {
                foreach (var old in resource.Annotations.OfType<TAnnotation>().ToArray())
                {
                    resource.Annotations.Remove(old);
                }
            }
            resource.Annotations.Add(annotation);
            return this;
        }
    }
}
