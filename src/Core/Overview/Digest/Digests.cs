using OpsBot.Core.OnCall;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Overview;

/// <summary>
/// Tells #ops on the mornings of weekdays what happened, what waits and what costs: once a day however many look, and after a time in
/// which nobody looked once for all of it. Where there is nothing, nothing is told.
/// </summary>
public sealed class Digests(Transactions transactions)
{
    static readonly TimeSpan morning = TimeSpan.FromHours(8);

    public Task<bool> Round(CancellationToken cancel) => transactions.As(Actor.OpsBot("digest"), async work =>
    {
        var zone = (await RotaBook.Read(work.Db, work.Now, cancel)).Rota.Rotation?.Zone ?? TimeZoneInfo.Utc;
        var there = TimeZoneInfo.ConvertTime(work.Now, zone);
        if (there.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday || there.TimeOfDay < morning) return false;
        var day = DateOnly.FromDateTime(there.Date);
        await work.Lock(new Target("digest", Guid.Empty, "the digest"), cancel);
        // Clocks may differ: what was told of a day that is to come is told.
        if (await work.Get<bool>("select exists (select from digests where day >= @day)", new { day }, cancel)) return false;
        var reading = await DigestReading.Of(work, cancel);
        await work.Execute("insert into digests (day, told_at, fleet) values (@day, @Now, @Fleet::jsonb)",
            new { day, work.Now, Fleet = Json.Text(reading.Fleet) }, cancel);
        if (reading.Digest.IsQuiet) return false;
        await work.Say($"digest:{day:yyyy-MM-dd}", new To.Channel(Purpose.Ops), reading.Digest.Say() with { Audience = Audience.Room },
            cancel);
        return true;
    }, cancel);
}
