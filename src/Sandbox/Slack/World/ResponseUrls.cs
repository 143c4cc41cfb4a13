namespace OpsBot.Sandbox.Slack;

/// <summary>Response URLs given out: five uses within thirty minutes each.</summary>
public sealed class ResponseUrls(SlackWorld world)
{
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(30);

    readonly Lock gate = new();
    readonly Dictionary<string, ResponseUrl> byPath = [];
    readonly Queue<string> oldestFirst = new();

    internal string New(string kind, string personId, string channelId, string? messageTs, string? command)
    {
        var url = new ResponseUrl
        {
            Path = $"{kind}/{world.TeamId}/{Ids.Digits(13)}/{Ids.Secret(24)}",
            PersonId = personId,
            ChannelId = channelId,
            MessageTs = messageTs,
            Command = command,
            ExpiresAt = world.Time.GetUtcNow() + Life,
        };
        lock (gate)
        {
            byPath[url.Path] = url;
            oldestFirst.Enqueue(url.Path);
            while (oldestFirst.Count > 20_000) byPath.Remove(oldestFirst.Dequeue());
        }

        return new Uri(world.Address, url.Path).AbsoluteUri;
    }

    /// <summary>Takes one use, or says why not with Slack's error code.</summary>
    internal string? Use(string path, out ResponseUrl? url)
    {
        lock (gate)
        {
            if (!byPath.TryGetValue(path, out url)) return "invalid_url";
            if (url.ExpiresAt <= world.Time.GetUtcNow()) return "expired_url";
            if (url.UsesLeft == 0) return "used_url";
            byPath[path] = url = url with { UsesLeft = url.UsesLeft - 1 };
            return null;
        }
    }
}

/// <summary>A response_url: an address that lets the app answer where it is not even a member.</summary>
public sealed record ResponseUrl
{
    /// <summary>The path below the stand-in's address.</summary>
    public required string Path { get; init; }
    public required string PersonId { get; init; }
    public required string ChannelId { get; init; }

    /// <summary>The message that carries the component; null after a slash command.</summary>
    public string? MessageTs { get; init; }

    /// <summary>The slash command as typed, which an in_channel answer makes visible.</summary>
    public string? Command { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }
    public int UsesLeft { get; init; } = 5;
}
