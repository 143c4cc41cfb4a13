using Microsoft.AspNetCore.WebUtilities;

namespace OpsBot.Sandbox.Workspace;

enum Room { Channel, Direct, Home }

/// <summary>Where a window is, as its URL says: the room, who sits there, and the thread that is open.</summary>
sealed record Address(Room Room, string Name, string? As, string? Thread)
{
    public static Address Parse(string url)
    {
        var mark = url.IndexOf('?', StringComparison.Ordinal);
        var query = QueryHelpers.ParseQuery(mark < 0 ? "" : url[mark..]);
        string? Asked(string name) => query.TryGetValue(name, out var value) && value.Count > 0 && value[0] is { Length: > 0 } one ? one : null;
        var path = (mark < 0 ? url : url[..mark]).Split('/', StringSplitOptions.RemoveEmptyEntries);
        var (room, place) = path switch
        {
            ["home", ..] => (Room.Home, ""),
            ["dm", var peer, ..] => (Room.Direct, Uri.UnescapeDataString(peer)),
            ["c", var channel, ..] => (Room.Channel, Uri.UnescapeDataString(channel)),
            _ => (Room.Channel, "general"),
        };
        return new(room, place, Asked("as"), Asked("thread"));
    }

    public override string ToString()
    {
        var path = Room switch
        {
            Room.Home => "/home",
            Room.Direct => $"/dm/{Uri.EscapeDataString(Name)}",
            Room.Channel => $"/c/{Uri.EscapeDataString(Name)}",
        };
        var query = new[] { As is null ? null : $"as={As}", Thread is null ? null : $"thread={Thread}" }.Where(part => part is not null);
        return string.Join('?', new[] { path, string.Join('&', query) }.Where(part => part.Length > 0));
    }
}
