namespace ScalewayPoc.Emulators.Redis;

/// <summary>Which Redis to run.</summary>
public enum RedisServerKind
{
    /// <summary>What the data folder was made by, else a server found on the machine, else Garnet.</summary>
    Auto,

    /// <summary>redis-server or valkey-server, found on PATH.</summary>
    Native,

    /// <summary>Microsoft Garnet, in this process.</summary>
    Garnet,
}
