using System.Net.Sockets;
using Npgsql;

namespace OpsBot.Core.Database;

/// <summary>
/// Whether a fault means that the database is away or busy, so that the same works again in a while. Whoever waits asks here.
/// </summary>
public static class Outage
{
    public static bool Is(Exception fault)
    {
        var chain = Chain(fault).ToList();
        // What the server itself says settles it: it refuses wrong SQL, a wrong password or a missing right as long as it is asked.
        return chain.OfType<PostgresException>().FirstOrDefault() is { } said ? IsPassing(said)
            : chain.OfType<NpgsqlException>().Any() ? chain.Any(one => one is TimeoutException or IOException or SocketException)
            // Npgsql gives on a name that cannot be looked up as it is. A time that ran out, or a file, may be anybody's.
            : fault is SocketException;
    }

    // It shuts down, starts up or ends the connection; and what Npgsql counts: too many connections, no memory, deadlocks.
    static bool IsPassing(PostgresException said) => said.IsTransient || said.SqlState.StartsWith("57P", StringComparison.Ordinal);

    static IEnumerable<Exception> Chain(Exception fault) => fault is AggregateException { InnerExceptions: var all }
        ? all.SelectMany(Chain).Prepend(fault)
        : fault.InnerException is { } inner ? Chain(inner).Prepend(fault) : [fault];
}
