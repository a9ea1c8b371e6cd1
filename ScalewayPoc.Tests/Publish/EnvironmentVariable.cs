namespace ScalewayPoc.Tests.Publish;

/// <summary>Sets a variable of this process, and restores it.</summary>
sealed class EnvironmentVariable : IDisposable
{
    readonly string _name;
    readonly string? _before;

    public EnvironmentVariable(string name, string? value)
    {
        (_name, _before) = (name, Environment.GetEnvironmentVariable(name));
        Environment.SetEnvironmentVariable(name, value);
    }

    public void Dispose() => Environment.SetEnvironmentVariable(_name, _before);
}
