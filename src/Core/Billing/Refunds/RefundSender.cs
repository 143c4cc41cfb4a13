using Npgsql;
using OpsBot.Core.Billing.Gateway;
using OpsBot.Core.Database;
using OpsBot.Core.Jobs;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Refunds;

/// <summary>Asks the payment provider for a refund, once: what is unclear is looked up by its mark before it is sent again.</summary>
sealed class RefundSender(IGateway gateway, NpgsqlDataSource source)
{
    const string Mark = "refund";

    // While nobody answers nothing is lost by asking again; after a day the provider may have forgotten the key.
    public const int Tries = 60;

    public static readonly TimeSpan Patience = TimeSpan.FromHours(23);

    sealed record Ours(string Payment, long Minor, string Currency, string Why, bool IsAsAgreed)
    {
        /// <summary>The books can be written by whoever has the bot's password; what was agreed to can't.</summary>
        public StepResult? Differs => IsAsAgreed ? null
            : new StepResult.Failed("The refund reads otherwise than what was asked for and agreed to. Nothing was sent; compare it with the audit.");


        public Money Amount => new(Minor, Values.Currency.Of(Currency));

        public RefundReason Reason => Why switch
        {
            "duplicate" => RefundReason.Duplicate,
            "fraud" => RefundReason.Fraudulent,
            _ => RefundReason.RequestedByCustomer,
        };
    }

    /// <summary>That there, too, so much is left to be given back.</summary>
    public async Task<StepResult> Compare(JobRun<RefundMemo> run, CancellationToken cancel)
    {
        var ours = await Of(run, cancel);
        if (ours.Differs is { } differs) return differs;
        if ((await gateway.Payment(ours.Payment, cancel)).Failed(out var theirs, out var fault))
            return fault.MayPass ? new StepResult.TryAgain(fault.Sentence) : new StepResult.Failed(fault.Sentence);
        if (theirs.Amount.Currency != ours.Amount.Currency)
            return new StepResult.Failed($"{gateway.Called} has that payment in {theirs.Amount.Currency.Code}. Nothing was sent.");
        if (theirs.IsDisputed) return new StepResult.Failed($"{gateway.Called} says that the payment is disputed. Nothing was sent.");
        return theirs.Left >= ours.Amount ? await Begin(run, cancel)
            : new StepResult.Failed($"{gateway.Called} has {theirs.Left} left of that payment, not {ours.Amount}. Nothing was sent.");
    }

    public async Task<StepResult> Send(JobRun<RefundMemo> run, CancellationToken cancel)
    {
        var ours = await Of(run, cancel);
        if (ours.Differs is { } differs) return differs;
        run.Memo.IsUnclear = true;
        var posted = await gateway.MakeRefund(
            new(ours.Payment, ours.Amount, ours.Reason), new Posting(run.Trail, Mark, run.Memo.Number), cancel);
        if (!posted.Failed(out var made, out var fault))
        {
            run.Memo.CallReference = made.Reference;
            return Found(run.Memo, made.Thing);
        }
        (run.Memo.IsUnclear, run.Memo.KeyIsSpent) = (fault.MayHaveHappened, fault.KeyIsSpent);
        return fault.MayHaveHappened ? new StepResult.Unknown(fault.Sentence)
            : fault.MayPass ? new StepResult.TryAgain(fault.Sentence)
            : new StepResult.Failed(fault.Sentence);
    }

    /// <summary>What was made with the trail's mark; the list is exact, where a search is not.</summary>
    public async Task<StepResult?> LookUp(JobRun<RefundMemo> run, CancellationToken cancel)
    {
        if ((await gateway.Refunds((await Of(run, cancel)).Payment, cancel)).Failed(out var all, out var fault))
        {
            run.Memo.IsUnclear = true;
            return new StepResult.Unknown(fault.Sentence);
        }
        if (all.FirstOrDefault(one => one.Mark == new PostingMark(run.Trail, Mark)) is { } made) return Found(run.Memo, made);
        run.Memo.IsUnclear = false;
        if (!run.Memo.KeyIsSpent) return null;
        (run.Memo.Number, run.Memo.KeyIsSpent) = (run.Memo.Number + 1, false);
        return null;
    }

    static StepResult Found(RefundMemo memo, GatewayRefund made)
    {
        (memo.IsUnclear, memo.Made, memo.State, memo.Why) = (false, made.Id, made.State, made.Why);
        return StepResult.Next;
    }

    async Task<StepResult> Begin(JobRun<RefundMemo> run, CancellationToken cancel)
    {
        await using var db = await source.OpenConnectionAsync(cancel);
        await db.Execute("update refunds set state = 'sending' where trail = @Trail and state = 'asked'", new { run.Trail }, cancel);
        return StepResult.Next;
    }

    async Task<Ours> Of(JobRun<RefundMemo> run, CancellationToken cancel)
    {
        await using var db = await source.OpenConnectionAsync(cancel);
        return await db.Get<Ours>(
            """
            select p.provider_id as payment, r.amount_minor as minor, r.currency, r.why,
                   exists (select from audit a
                           where  a.trail = r.trail and a.outcome = 'started' and a.body::jsonb #>> '{plan,target,id}' = p.id::text
                           and    a.body::jsonb #>> '{plan,amount,minor}' = r.amount_minor::text
                           and    a.body::jsonb #>> '{plan,amount,currency}' = r.currency) as is_as_agreed
            from   refunds r
            join   payments p on p.id = r.payment_id
            where  r.trail = @Trail
            """, new { run.Trail }, cancel);
    }
}
