namespace OpsBot.Bot.Discord;

/// <summary>
/// What Discord says with an answer about how many more calls it takes (https://docs.discord.com/developers/topics/rate-limits).
/// </summary>
sealed record RateNews(string? Bucket, int? Limit, int? Remaining, TimeSpan? ResetAfter);

/// <summary>
/// Knows from Discord's own headers how many calls it still takes. Routes share buckets, which Discord names only in its answers,
/// and each channel, server and webhook has its own of each.
/// </summary>
sealed class RateBuckets(TimeProvider time)
{
    // Each interaction brings a webhook of its own, so there is no end of them; those that say nothing any more are let go.
    const int MostIdle = 1_000;

    // When all that a new window allows is on its way, the first answer says how to go on.
    static readonly TimeSpan untilFirstAnswer = TimeSpan.FromSeconds(0.5);

    readonly Lock gate = new();
    readonly Dictionary<string, string> buckets = [];
    readonly Dictionary<(string Bucket, string Major), Window> windows = [];
    int tidyAt = MostIdle;

    public int Count { get { lock (gate) return windows.Count; } }

    /// <summary>Lets the call go, or says how long it has to wait.</summary>
    public TimeSpan? Enter(DiscordCall call, out Window window)
    {
        lock (gate)
        {
            var key = (buckets.GetValueOrDefault(Route(call)) ?? Route(call), call.Major);
            if (!windows.TryGetValue(key, out var found)) windows[key] = found = new();
            window = found;
            if (window.Wait(time.GetUtcNow()) is { } wait) return wait;
            window.OnTheirWay++;
            return null;
        }
    }

    /// <summary>It came back, with news or without.</summary>
    public void Leave(DiscordCall call, Window window, RateNews? news, TimeSpan? closedFor = null)
    {
        lock (gate)
        {
            window.OnTheirWay--;
            var now = time.GetUtcNow();
            if (news is not null) Named(call, window, news.Bucket).Hear(news, now);
            if (closedFor is { } closed) Named(call, window, news?.Bucket).Close(now + closed);
            if (windows.Count > tidyAt) Tidy(now);
        }
    }

    Window Named(DiscordCall call, Window window, string? bucket)
    {
        if (bucket is null) return window;
        buckets[Route(call)] = bucket;
        if (windows.TryGetValue((bucket, call.Major), out var known)) return known;
        return windows[(bucket, call.Major)] = window;
    }

    void Tidy(DateTimeOffset now)
    {
        foreach (var (key, window) in windows)
            if (window.IsIdle(now)) windows.Remove(key);
        tidyAt = Math.Max(MostIdle, windows.Count * 2);
    }

    static string Route(DiscordCall call) => $"{call.Method} {call.Route}";

    /// <summary>One bucket for one channel, server or webhook.</summary>
    public sealed class Window
    {
        int limit = int.MaxValue;
        int remaining = int.MaxValue;
        DateTimeOffset resetAt;

        /// <summary>Sent, and not yet answered: Discord may not have counted them when it said how many remain.</summary>
        public int OnTheirWay { get; set; }

        public DateTimeOffset ClosedUntil { get; private set; }

        /// <summary>At least until then: refusals overtake each other.</summary>
        public void Close(DateTimeOffset until)
        {
            if (until > ClosedUntil) ClosedUntil = until;
        }

        public TimeSpan? Wait(DateTimeOffset now)
        {
            if (ClosedUntil > now) return ClosedUntil - now;
            if (now >= resetAt) return OnTheirWay < limit ? null : untilFirstAnswer;
            return OnTheirWay < remaining ? null : resetAt - now;
        }

        public void Hear(RateNews news, DateTimeOffset now)
        {
            if (news is not { Remaining: { } left, ResetAfter: { } after }) return;
            limit = Math.Max(1, news.Limit ?? limit);
            // Answers overtake each other: within one window the lowest number is the newest.
            var sameWindow = now < resetAt && now + after < resetAt + TimeSpan.FromMilliseconds(100);
            remaining = sameWindow ? Math.Min(remaining, left) : left;
            if (!sameWindow) resetAt = now + after;
        }

        public bool IsIdle(DateTimeOffset now) => OnTheirWay == 0 && resetAt <= now && ClosedUntil <= now;
    }
}
