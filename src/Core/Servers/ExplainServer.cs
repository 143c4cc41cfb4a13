using Npgsql;
using OpsBot.Core.Overview.Why;
using OpsBot.Core.Replies;
using OpsBot.Core.Servers.Providers;
using OpsBot.Core.Values;

namespace OpsBot.Core.Servers;

/// <summary>A server: what the database has, and what its provider says of it.</summary>
sealed class ExplainServer(IProvider provider) : IExplain<ServerId>
{
    public async Task<Explanation> Explain(NpgsqlConnection db, ServerId id, CancellationToken cancel)
    {
        var server = await Server.Get(db, id, cancel);
        return new(server.Target, server.State.Words(), server.Since)
        {
            Because = server.Error, Tone = server.State.Tone, Outside = [.. Outside(server, provider)],
            Next =
            [
                .. new Button("Power on", $"/vps power-on {server.Name}") { Look = Look.Primary }.If(server.State == ServerState.Off),
                new Button("Show", $"/vps show {server.Name}"),
                .. new Button("Organization", $"/org show {server.OrganizationSlug}").If(server.OrganizationSlug is not null),
            ],
        };
    }

    /// <summary>The server as its provider has it, with the last that was done there and went wrong.</summary>
    public static IEnumerable<AskedOutside> Outside(Server server, IProvider provider) =>
        server is not { ProviderId: { } id, State: not ServerState.Deleted } || !provider.IsSetUp ? [] :
        [
            new(server.Organization is null ? $"At {provider.Called}" : $"{server.Name} at {provider.Called}",
                async within => (await provider.Get(id, within)).Failed(out var machine, out var fault) ? fault.Sentence
                    : $"{machine.State.Words()}, {machine.Type} in {machine.Region}{(machine.IsLocked ? ", something is being done to it" : "")}"),
        ];
}
