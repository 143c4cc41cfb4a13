namespace OpsBot.Sandbox.Running;

/// <summary>Where the sandbox listens and keeps its data.</summary>
public sealed record SandboxOptions
{
    public Uri Address { get; init; } = new("http://127.0.0.1:5080");
    public Uri BotAddress { get; init; } = new("http://127.0.0.1:8080");

    /// <summary>Where the proxy takes the visitors of customers; without it there is no routing.</summary>
    public Uri? ProxyAddress { get; init; }

    public string Folder { get; init; } = Path.Combine(".opsbot", "sandbox");

    /// <summary>A server of one's own instead of the embedded one.</summary>
    public string? ConnectionString { get; init; }

    /// <summary>How long things take at the pretend Hetzner and on its servers; a half is twice as quick.</summary>
    public double Pace { get; init; } = 1;

    /// <summary>How often the worker looks how servers are.</summary>
    public TimeSpan HealthEvery { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Deliver over the app's sockets instead of by HTTP.</summary>
    public bool SocketMode { get; init; }
}
