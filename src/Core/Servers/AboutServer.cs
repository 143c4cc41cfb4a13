using OpsBot.Core.Operations;
using OpsBot.Core.Overview;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Servers;

/// <summary>Whose it is, how it stands and what it costs.</summary>
sealed class AboutServer : ITellAbout
{
    public string Kind => "server";

    public async Task<IReadOnlyList<Field>> About(Work work, Guid id, CancellationToken cancel)
    {
        var server = await Server.Get(work.Db, ServerId.Of(id), cancel);
        return
        [
            new("For", server.OrganizationName ?? server.Purpose.Words()),
            new("State", Words.Of(new Plain($"{server.State.Words()} since "), new At(server.Since))),
            new("Type", server.Type is { } type ? $"{type} in {server.Region}" : $"a host of the house's own in {server.Region}"),
            .. server.Price.IfAny(price => new Field("A month", price.ToString())),
        ];
    }
}
