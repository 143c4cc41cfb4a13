using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Discord;

/// <summary>
/// Counts a call against its limits and writes the headers that say how they stand. https://docs.discord.com/developers/topics/rate-limits
/// </summary>
static class Throttle
{
    const string GlobalKey = "global";
    const string InvalidKey = "invalid";

    /// <summary>https://docs.discord.com/developers/topics/rate-limits#global-rate-limit</summary>
    static readonly RateLimit all = RateLimit.PerSeconds(50, 1);

    /// <summary>https://docs.discord.com/developers/topics/rate-limits#invalid-request-limit-aka-cloudflare-bans</summary>
    internal static RateLimit Invalid { get; } = new(10_000, TimeSpan.FromMinutes(10));

    /// <summary>Null when the call may pass.</summary>
    internal static Reply? Take(DiscordWorld world, IRoute route, Call call, HttpResponse response)
    {
        var now = world.Time.GetUtcNow();
        if (route.NeedsToken && world.RateLimits.Take(GlobalKey, all) is { IsRefused: true } global)
            return Refuse(response, global.ResetAt - now, LimitScope.Global);
        var bucket = world.RateLimits.Take(Bucket(route.Name, call.Path), route.Limit);
        Describe(response, route, bucket, now);
        return bucket.IsRefused ? Refuse(response, bucket.ResetAt - now, LimitScope.User) : null;
    }

    /// <summary>Counts an answer of 401, 403 or 429.</summary>
    internal static void NoteInvalid(DiscordWorld world) => world.RateLimits.Take(InvalidKey, Invalid);

    /// <summary>Null while the caller is welcome, else when Cloudflare lets it in again.</summary>
    internal static DateTimeOffset? BannedUntil(DiscordWorld world) => world.RateLimits.UsedUpUntil(InvalidKey, Invalid);

    /// <summary>What is counted together: a route's calls about one channel, server or interaction.</summary>
    internal static string Bucket(string route, IReadOnlyDictionary<string, string> path) =>
        string.Join(' ',
            path.Where(part => part.Key is "channel" or "guild" or "token" or "interaction").Select(part => part.Value).Prepend(route));

    internal static Reply Refuse(HttpResponse response, TimeSpan wait, LimitScope scope)
    {
        var headers = response.Headers;
        var isGlobal = scope is LimitScope.Global;
        headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        headers["X-RateLimit-Scope"] = scope switch { LimitScope.User => "user", LimitScope.Shared => "shared",
            LimitScope.Global => "global" };
        if (isGlobal) headers["X-RateLimit-Global"] = "true";
        return new(StatusCodes.Status429TooManyRequests, new JsonObject
        {
            ["message"] = "You are being rate limited.",
            ["retry_after"] = Milliseconds(wait) / 1000.0,
            ["global"] = isGlobal,
        });
    }

    static void Describe(HttpResponse response, IRoute route, BucketState bucket, DateTimeOffset now)
    {
        var headers = response.Headers;
        headers["X-RateLimit-Limit"] = bucket.Limit.ToString(CultureInfo.InvariantCulture);
        headers["X-RateLimit-Remaining"] = bucket.Remaining.ToString(CultureInfo.InvariantCulture);
        headers["X-RateLimit-Reset"] = Seconds(bucket.ResetAt - DateTimeOffset.UnixEpoch);
        headers["X-RateLimit-Reset-After"] = Seconds(bucket.ResetAt - now);
        headers["X-RateLimit-Bucket"] = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(route.Name)).AsSpan(0, 16));
    }

    static string Seconds(TimeSpan span) => (Milliseconds(span) / 1000.0).ToString("0.000", CultureInfo.InvariantCulture);

    // Rounded up: who waits for exactly so long must not be early.
    static long Milliseconds(TimeSpan span) => (span.Ticks + TimeSpan.TicksPerMillisecond - 1) / TimeSpan.TicksPerMillisecond;
}
