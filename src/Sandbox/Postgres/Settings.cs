using System.Globalization;

namespace OpsBot.Sandbox.Postgres;

/// <summary>The server settings that differ from Postgres's own defaults.</summary>
static class Settings
{
    public static IEnumerable<string> For(EmbeddedPostgresOptions options, int port)
    {
        List<(string Name, string Value)> settings =
        [
            ("listen_addresses", "127.0.0.1"),
            ("port", port.ToString(CultureInfo.InvariantCulture)),
            ("unix_socket_directories", ""),
            ("max_connections", options.MaxConnections.ToString(CultureInfo.InvariantCulture)),
            ("shared_buffers", "128MB"),
            ("timezone", "UTC"),
            ("log_timezone", "UTC"),
            // Compiling a query takes longer than any of ours runs.
            ("jit", "off"),
        ];
        if (options.Fast)
            settings.AddRange(
            [
                ("fsync", "off"),
                ("synchronous_commit", "off"),
                ("full_page_writes", "off"),
                ("max_wal_size", "2GB"),
                // A template copy per test class: nothing here is worth replicating.
                ("wal_level", "minimal"),
                ("max_wal_senders", "0"),
            ]);
        return settings.SelectMany(setting => new[] { "-c", $"{setting.Name}={setting.Value}" });
    }
}
