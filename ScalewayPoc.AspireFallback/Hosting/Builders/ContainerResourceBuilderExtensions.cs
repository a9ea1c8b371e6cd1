namespace Aspire.Hosting.ApplicationModel
{
    /// <summary>Something put into the file system of a container.</summary>
    public abstract class ContainerFileSystemItem
    {
        public string Name { get; set; } = "";
    }

    /// <summary>Something with contents put into a container.</summary>
    public abstract class ContainerFileBase : ContainerFileSystemItem
    {
        public string? Contents { get; set; }
    }

    /// <summary>A file put into a container.</summary>
    public sealed class ContainerFile : ContainerFileBase;

    /// <summary>What a file callback works on.</summary>
    public sealed class ContainerFileSystemCallbackContext;
}

namespace Aspire.Hosting
{
    /// <summary>Adds containers, which the fallback describes but does not run.</summary>
    public static class ContainerResourceBuilderExtensions
    {
        public static IResourceBuilder<T> WithImage<T>(this IResourceBuilder<T> builder, string image, string? tag = null) where T : ContainerResource => builder;

        public static IResourceBuilder<T> WithContainerFiles<T>(
            this IResourceBuilder<T> builder, string destinationPath,
            Func<ContainerFileSystemCallbackContext, CancellationToken, Task<IEnumerable<ContainerFileSystemItem>>> callback,
            int? defaultOwner = null, int? defaultGroup = null, UnixFileMode? umask = null) where T : ContainerResource => builder;
    }
}
