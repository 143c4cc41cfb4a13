using Microsoft.Extensions.Options;
using Npgsql;
using OpsBot.Core.Health;
using OpsBot.Core.Overview.Why;
using OpsBot.Core.Replies;
using OpsBot.Core.Servers.Providers;
using OpsBot.Core.Values;

namespace OpsBot.Core.Servers;

/// <summary>A server: what the database has, and what its provider says of it.</summary>
sealed class ExplainServer(IProvider provider, IOptions<HealthOptions> options, TimeProvider time) : IExplain<ServerId>
{
    public async Task<Explanation> Explain(NpgsqlConnection db, ServerId id, CancellationToken cancel)
    {
        var server = await Server.Get(db, id, cancel);
        var health = await Health(db, server, cancel);
        var wrong = health?.Wrong(time.GetUtcNow(), options.Value.Fresh);
        return new(server.Target, server.State.Words(), server.Since)
        {
            Because = server.Error ?? wrong,
            Tone = server.Error is null && wrong is not null ? health!.Health.Tone : server.State.Tone,
            Known = health is null ? [] : [new("Health", health.Say(time.GetUtcNow(), options.Value.Fresh))],
            Outside = [.. Outside(server, provider)],
            Next =
            [
                .. new Button("Power on", $"/vps power-on {server.Name}") { Look = Look.Primary }.If(server.State == ServerState.Off),
                new Button("Show", $"/vps show {server.Name}"),
                .. new Button("Organization", $"/org show {server.OrganizationSlug}").If(server.OrganizationSlug is not null),
            ],
        };
    }

    /// <summary>How its services are, where they are looked at.</summary>
    public static async Task<KnownHealth?> Health(NpgsqlConnection db, Server? server, CancellationToken cancel) =>
        server is { State: ServerState.Running, Purpose: ServerPurpose.Organization }
            ? await KnownHealth.Find(db, server.Id, cancel) : null;

    /// <summary>The server as its provider has it, with the last that was done there and went wrong.</summary>
    public static IEnumerable<AskedOutside> Outside(Server server, IProvider provider) =>
        server is not { ProviderId: { } id, State: not ServerState.Deleted } || !provider.IsSetUp ? [] :
        [
            new(server.Organization is null ? $"At {provider.Called}" : $"{server.Name} at {provider.Called}",
                async within => (await provider.Get(id, within)).Failed(out var machine, out var fault) ? fault.Sentence
                    : $"{machine.State.Words()}, {machine.Type} in {machine.Region}{(machine.IsLocked ? ", something is being done to it" : "")}"),
        ];
}
