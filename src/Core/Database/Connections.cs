using Npgsql;

namespace OpsBot.Core.Database;

/// <summary>How the program's connections behave, where the connection string does not say otherwise.</summary>
public static class Connections
{
    // Enough for every statement of the program.
    const int MostPrepared = 250;

    // What is asked once is not worth a plan that is kept.
    const int UsesBefore = 2;

    /// <summary>Named, because metrics and traces tell the name, which would be the connection string else.</summary>
    public static NpgsqlDataSource Open(string connectionString) =>
        new NpgsqlDataSourceBuilder(Of(connectionString)) { Name = "opsbot" }.Build();

    public static string Of(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        // Every statement is a constant, so planning each of them once for each connection is enough. A pooler between that cannot
        // keep plans (PgBouncer before 1.21, in transaction mode) needs "Max Auto Prepare=0".
        if (!settings.ShouldSerialize("Max Auto Prepare"))
            (settings.MaxAutoPrepare, settings.AutoPrepareMinUsages) = (MostPrepared, UsesBefore);
        // Nothing is left behind on a connection that goes back to the pool: no settings, no temporary tables, no session's locks.
        if (!settings.ShouldSerialize("No Reset On Close")) settings.NoResetOnClose = true;
        return settings.ConnectionString;
    }
}
