using System.Collections.Concurrent;

namespace OpsBot.Sandbox.Slack;

/// <summary>Uploaded files, and the one-time addresses where their bytes may be sent.</summary>
public sealed class Files(TimeProvider time)
{
    readonly ConcurrentDictionary<string, SlackFile> byId = new();
    readonly ConcurrentDictionary<string, string> fileByTicket = new();

    /// <summary>How long it takes until an upload may be shown by blocks.</summary>
    public TimeSpan LookedThrough { get; set; } = TimeSpan.FromSeconds(1.5);

    public IReadOnlyList<SlackFile> All => [.. byId.Values.OrderBy(file => file.Created)];

    public bool Remove(string id) => byId.TryRemove(id, out _);

    public SlackFile? Find(string? id) => id is not null && byId.TryGetValue(id, out var file) ? file : null;

    public SlackFile Put(SlackFile file) => byId[file.Id] = file;

    /// <summary>Announces a file and gives the ticket of its upload address.</summary>
    internal (SlackFile File, string Ticket) Expect(SlackFile file)
    {
        var ticket = Ids.Secret(40);
        fileByTicket[ticket] = file.Id;
        return (Put(file with { Created = time.GetUtcNow() }), ticket);
    }

    /// <summary>The file that waits for bytes under this ticket; a ticket is good once.</summary>
    internal SlackFile? Redeem(string ticket) => fileByTicket.TryRemove(ticket, out var id) ? Find(id) : null;
}
