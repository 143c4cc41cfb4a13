using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Core.Lists;
using OpsBot.Core.Replies;
using OpsBot.Core.Servers;
using OpsBot.Core.Values;

namespace OpsBot.Core.Health;

/// <summary>How a server was when it was last looked at. What was seen too long ago is not known any more, however good it was.</summary>
public sealed record KnownHealth(
    HealthState Health, DateTimeOffset Since, DateTimeOffset SeenAt, int? ConvexMs, int? WebMs, int? MtaMs, string? Why)
{
    public static Task<KnownHealth?> Find(NpgsqlConnection db, ServerId server, CancellationToken cancel) => db.Find<KnownHealth>(
        "select health, since, seen_at, convex_ms, web_ms, mta_ms, why from server_health where server_id = @server",
        new { server }, cancel);

    public bool IsFresh(DateTimeOffset now, TimeSpan fresh) => SeenAt + fresh >= now;

    /// <summary>"healthy since 9:00, last looked at 9:05", or that this is not known any more.</summary>
    public Words Say(DateTimeOffset now, TimeSpan fresh) => IsFresh(now, fresh)
        ? Words.Of(new Plain($"{Health.Mark} "), new Strong(Health.Words()), new Plain(" since "), new At(Since),
            new Plain(", last looked at "), new At(SeenAt))
        : Words.Of(new Plain($"{HealthMarks.Unknown}: {Health.Words()} when it was last looked at, "), new At(SeenAt));

    /// <summary>What is wrong with it, for who asks why; none where nothing is, or it is not known.</summary>
    public string? Wrong(DateTimeOffset now, TimeSpan fresh) => Health == HealthState.Healthy || !IsFresh(now, fresh) ? null
        : $"It is {Health.Words()} since {new At(Since).Text}. {Why}".TrimEnd();
}

/// <summary>How a server is, in a cell of a list.</summary>
static class HealthMarks
{
    public const string Unknown = "⚪ not known";

    /// <summary>Nothing where it is not looked at at all: a host, or one that does not run.</summary>
    public static string? Of(bool isLookedAt, HealthState? health, DateTimeOffset? seenAt, DateTimeOffset oldest) =>
        !isLookedAt ? null : health is { } known && seenAt >= oldest ? $"{known.Mark} {Filter.Capitalized(known)}" : "⚪ Not known";
}
