using Npgsql;

namespace OpsBot.Core.Database;

/// <summary>
/// One holder at a time of whatever the name stands for, however many programs run. The holder leaves a memo for its successor.
/// Whether it is over is said by the database's clock alone, so that programs whose clocks differ never hold it together.
/// </summary>
public sealed class Lease(NpgsqlDataSource source, TimeProvider time, LeaseLimits limits, string name)
{
    readonly Guid holder = Guid.CreateVersion7(time.GetUtcNow());
    volatile TaskCompletionSource hurry = Unraised();

    // By a clock that nobody sets; when it was asked for, since the answer may have been long on its way.
    long since;
    volatile bool held;

    public LeaseLimits Limits => limits;

    /// <summary>How much longer it may be acted on without another renewal.</summary>
    public TimeSpan Left => held && limits.Length - limits.Margin - time.GetElapsedTime(Interlocked.Read(ref since)) is { Ticks: > 0 } left
        ? left : TimeSpan.Zero;

    /// <summary>The memo of the holder before, once the lease is this one's; none while another holds it.</summary>
    public async Task<string?> Take(CancellationToken cancel)
    {
        var asked = time.GetTimestamp();
        await using var db = await source.OpenConnectionAsync(cancel);
        var memo = await db.Find<string>(
            """
            insert into leases as known (name, holder, held_until)
            select @name, @holder, clock_timestamp() + @Length as held_until
            on conflict (name) do update
            set    holder = excluded.holder, held_until = clock_timestamp() + @Length
            where  known.holder = excluded.holder or known.held_until <= clock_timestamp()
            returning memo
            """,
            new { name, holder, limits.Length }, cancel);
        if (memo is not null) Held(asked);
        return memo;
    }

    /// <summary>False once another holds it, or could have since.</summary>
    public async Task<bool> Renew(string memo, CancellationToken cancel)
    {
        var asked = time.GetTimestamp();
        await using var db = await source.OpenConnectionAsync(cancel);
        var renewed = await db.Execute(
            """
            update leases
            set    held_until = clock_timestamp() + @Length, memo = @memo
            where  name = @name and holder = @holder and held_until > clock_timestamp()
            """,
            new { name, holder, memo, limits.Length }, cancel) == 1;
        if (renewed) Held(asked);
        else held = false;
        return renewed;
    }

    /// <summary>Renews it, with the memo of the moment, until it is over or lost; what depends on it must end when this does.</summary>
    public async Task Keep(Func<string> memo, CancellationToken over)
    {
        try
        {
            var pause = limits.Renewal;
            while (Left is { Ticks: > 0 } left)
            {
                await Task.WhenAny(hurry.Task, Task.Delay(pause < left ? pause : left, time, over));
                over.ThrowIfCancellationRequested();
                // First, so that what is hurried for meanwhile is not taken for written.
                if (hurry.Task.IsCompleted) hurry = Unraised();
                var renewed = await TryRenew(memo(), over);
                if (renewed is false) return;
                pause = renewed is true ? limits.Renewal : limits.Renewal / 4;
            }
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            // Over.
        }
    }

    /// <summary>The memo is worth writing down now.</summary>
    public void RenewSoon() => hurry.TrySetResult();

    /// <summary>Leaves it to whoever asks next; false where it was another's already.</summary>
    public async Task<bool> Release(string memo, CancellationToken cancel)
    {
        held = false;
        await using var db = await source.OpenConnectionAsync(cancel);
        return await db.Execute(
            "update leases set held_until = clock_timestamp(), memo = @memo where name = @name and holder = @holder",
            new { name, holder, memo }, cancel) == 1;
    }

    // None: nobody knows. Whatever keeps it from being renewed, an outage or a bug, it is held until it runs out, and not longer.
    async Task<bool?> TryRenew(string memo, CancellationToken over)
    {
        using var patience = new CancellationTokenSource(Left, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, over);
        try
        {
            return await Renew(memo, both.Token);
        }
        catch (Exception) when (!over.IsCancellationRequested)
        {
            return null;
        }
    }

    void Held(long asked)
    {
        Interlocked.Exchange(ref since, asked);
        held = true;
    }

    static TaskCompletionSource Unraised() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
