namespace OpsBot.Sandbox.Postgres;

/// <summary>
/// <c>./run database</c>: the sandbox's database and nothing else, for a bot or worker started from an editor, or for psql.
/// </summary>
public static partial class DatabaseOnly
{
    public static async Task<int> Run(string[] args)
    {
        var builder = Host.CreateApplicationBuilder(args);
        builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        using var host = builder.Build();
        var log = host.Services.GetRequiredService<ILogger<EmbeddedPostgres>>();
        var folder = builder.Configuration["folder"] ?? Path.Combine(".opsbot", "sandbox");
        try
        {
            await using var postgres = await EmbeddedPostgres.Start(new() { Folder = folder }, log, CancellationToken.None);
            // Started first: from here on a Ctrl-C is listened to.
            await host.StartAsync();
            LogReady(log, $"PGPASSWORD=$(cat '{postgres.Folder}/password') psql -h 127.0.0.1 -p {postgres.Port} -U opsbot opsbot");
            await host.WaitForShutdownAsync();
            return 0;
        }
        catch (PostgresUnavailableException e)
        {
            LogUnavailable(log, e.Message);
            return 1;
        }
    }

    [LoggerMessage(LogLevel.Information, "Ready until Ctrl-C. To look inside: {Command}")]
    static partial void LogReady(ILogger log, string command);

    [LoggerMessage(LogLevel.Critical, "{Sentence}")]
    static partial void LogUnavailable(ILogger log, string sentence);
}
