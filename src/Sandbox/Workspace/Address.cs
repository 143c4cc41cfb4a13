using Microsoft.AspNetCore.WebUtilities;

namespace OpsBot.Sandbox.Workspace;

enum Platform { Slack, Discord }

enum Room { Channel, Direct, Home }

/// <summary>Where a window is, as its URL says: the platform and room, who sits there, and the thread that is open.</summary>
sealed record Address(Platform On, Room Room, string Name, string? As, string? Thread)
{
    const string Discord = "discord";

    /// <summary>Where one starts.</summary>
    public bool IsStart => this is { Room: Room.Channel, Name: "general" };

    public static Address Parse(string url)
    {
        var mark = url.IndexOf('?', StringComparison.Ordinal);
        var query = QueryHelpers.ParseQuery(mark < 0 ? "" : url[mark..]);
        string? Asked(string name) =>
            query.TryGetValue(name, out var value) && value.Count > 0 && value[0] is { Length: > 0 } one ? one : null;
        var path = (mark < 0 ? url : url[..mark]).Split('/', StringSplitOptions.RemoveEmptyEntries);
        var on = path is [Discord, ..] ? Platform.Discord : Platform.Slack;
        var (room, place) = (on is Platform.Discord ? path[1..] : path) switch
        {
            ["home", ..] when on is Platform.Slack => (Room.Home, ""),
            ["dm", var peer, ..] => (Room.Direct, Uri.UnescapeDataString(peer)),
            ["c", var channel, ..] => (Room.Channel, Uri.UnescapeDataString(channel)),
            _ => (Room.Channel, "general"),
        };
        return new(on, room, place, Asked("as"), Asked("thread"));
    }

    public override string ToString()
    {
        var start = On is Platform.Discord ? $"/{Discord}" : "";
        var path = Room switch
        {
            Room.Home => $"{start}/home",
            Room.Direct => $"{start}/dm/{Uri.EscapeDataString(Name)}",
            Room.Channel => $"{start}/c/{Uri.EscapeDataString(Name)}",
        };
        var query = new[] { As is null ? null : $"as={As}", Thread is null ? null : $"thread={Thread}" }.Where(part => part is not null);
        return string.Join('?', new[] { path, string.Join('&', query) }.Where(part => part.Length > 0));
    }
}
