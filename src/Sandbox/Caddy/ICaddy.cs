using System.Net;

namespace OpsBot.Sandbox.Caddy;

/// <summary>A Caddy of our own: the real one where it is installed, else a stand-in that is as strict.</summary>
public interface ICaddy : IAsyncDisposable
{
    /// <summary>Where its admin API listens.</summary>
    IPEndPoint Admin { get; }

    /// <summary>Where it takes visitors' requests.</summary>
    IPEndPoint Http { get; }

    /// <summary>With one server that has no routes, or with another configuration this once.</summary>
    Task Begin(CancellationToken cancel, Func<ICaddy, string>? with = null);

    /// <summary>Killed, as with its machine.</summary>
    Task End();

    /// <summary>It is back at once, and has forgotten every route.</summary>
    async Task RestartEmpty(CancellationToken cancel)
    {
        await End();
        await Begin(cancel);
    }

    /// <summary>Takes visitors on that port, or with zero on any that is free.</summary>
    static async Task<ICaddy> Start(string folder, int port, CancellationToken cancel) =>
        CaddyServer.IsInstalled ? await CaddyServer.Start(folder, port, cancel) : await PretendCaddy.Start(port, cancel);

    /// <summary>What it begins with: one server without routes, on plain HTTP.</summary>
    internal static string OneServer(ICaddy caddy) =>
        $$$"""
        {"admin":{"listen":"{{{caddy.Admin}}}"},
         "apps":{"http":{"servers":{"srv0":{"listen":["{{{caddy.Http}}}"],"automatic_https":{"disable":true},"routes":[]} } } } }
        """;
}
