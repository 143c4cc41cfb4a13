using System.Net;

namespace OpsBot.Tests.Testing;

/// <summary>The bot as a program of its own, where it listens.</summary>
public sealed record BotProgram(OtherProcess Process, Uri Address)
{
    static readonly HttpClient http = new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromSeconds(5) });

    /// <summary>Starts it, on that port if it is to come back there; <see cref="Ready"/> waits for it.</summary>
    public static BotProgram Begin(string connectionString, IEnumerable<KeyValuePair<string, string?>> settings, int? port = null)
    {
        var address = $"http://127.0.0.1:{port ?? FreePorts.Take()}";
        return new(OtherProcess.OfProgram("OpsBot.Bot", Environment(connectionString, settings), "--urls", address), new(address));
    }

    /// <summary>The settings as the solution's programs read them; of two with one name the later counts.</summary>
    public static IReadOnlyDictionary<string, string> Environment(
        string connectionString, IEnumerable<KeyValuePair<string, string?>> settings)
    {
        var environment = new Dictionary<string, string>();
        KeyValuePair<string, string?>[] own =
        [
            new("Database:ConnectionString", connectionString), new("Audit:Key", Convert.ToBase64String(new byte[32])),
            // A busy machine may take longer than people are kept waiting, which is not what these tests are about.
            new("Inbox:Patience", "00:00:20"),
        ];
        foreach (var (name, value) in own.Concat(settings)) environment[Variable(name)] = value ?? "";
        return environment;
    }

    // Some are the same for programs of whatever making.
    static string Variable(string name) =>
        name.StartsWith("OTEL_", StringComparison.Ordinal) ? name : $"OPSBOT_{name.Replace(":", "__", StringComparison.Ordinal)}";

    /// <summary>Until it is ready; fails with all it said when it ends first.</summary>
    public async Task<BotProgram> Ready()
    {
        await Eventually.True(async () => Process.HasExited || await Readiness() == HttpStatusCode.OK, what: "the bot is ready",
            seen: () => $"It said:\n{Process.Output}");
        Assert.False(Process.HasExited, Process.Output);
        return this;
    }

    /// <summary>What readiness answers; none where nobody does.</summary>
    public async Task<HttpStatusCode?> Readiness()
    {
        try
        {
            using var response = await http.GetAsync(new Uri(Address, "readyz"), TestContext.Current.CancellationToken);
            return response.StatusCode;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    /// <summary>SIGKILL: no handler of the program runs. Returns when it is gone.</summary>
    public Task Kill() => Process.Kill();
}
