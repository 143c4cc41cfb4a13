using System.Globalization;
using Npgsql;
using OpsBot.Core.Access;
using OpsBot.Core.Database;
using OpsBot.Core.Lists;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Approvals;

public readonly record struct ReviewId(Guid Value) : IId<ReviewId>
{
    public static string Prefix => "brk";
    public static ReviewId Of(Guid value) => new(value);
    public string Kind => "break-glass";
    public override string ToString() => this.Text;
}

/// <summary>What one person did alone, under break-glass or to take rights away, open until another admin has signed it off.</summary>
public sealed record Review
{
    internal const string Select =
        """
        select b.id, b.number, b.trail, b.operation, b.effect, b.target_kind, b.target_id, b.target_label, b.organization, b.waived,
               b.operator_id, o.name as operator, b.reason, b.ran_at, b.due_at, s.name as signed_off_by, b.signed_off_at, b.note,
               b.ran, b.ended_at, b.came_of_it, b.ending
        from   break_glass b
        join   operators o on o.id = b.operator_id
        left   join operators s on s.id = b.signed_off_by
        """;

    public ReviewId Id { get; init; }
    public long Number { get; init; }
    public Guid Trail { get; init; }
    public required string Operation { get; init; }
    public required string Effect { get; init; }
    public required string TargetKind { get; init; }
    public Guid TargetId { get; init; }
    public required string TargetLabel { get; init; }
    public Guid? Organization { get; init; }

    /// <summary>What would have stood before it; none where it is meant to go at once.</summary>
    public string? Waived { get; init; }
    public OperatorId OperatorId { get; init; }
    public required string Operator { get; init; }
    public required string Reason { get; init; }
    public DateTimeOffset RanAt { get; init; }
    public DateTimeOffset DueAt { get; init; }
    public string? SignedOffBy { get; init; }
    public DateTimeOffset? SignedOffAt { get; init; }
    public string? Note { get; init; }

    /// <summary>How far it has come; none where that was not kept yet.</summary>
    internal RunState? Ran { get; init; }
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>"acme-old is deleted", and why not where it failed.</summary>
    public string? CameOfIt { get; init; }
    public string? Ending { get; init; }

    /// <summary>As its heading begins.</summary>
    public string Kind => Waived is null ? "Done alone" : "Break-glass";

    public bool IsOverdue(DateTimeOffset now) => SignedOffAt is null && DueAt <= now;

    internal string Key => $"break-glass:{Id}";

    internal string OverdueKey => $"{Key}:overdue";

    /// <summary>The message to who did it.</summary>
    internal string ToldKey => $"{Key}:told";

    internal static Task<Review> Load(NpgsqlConnection db, ReviewId id, CancellationToken cancel) =>
        db.Get<Review>(Select + " where b.id = @id", new { id }, cancel);
}

/// <summary>What was done alone, by number, id, the end of its reference, or words of what was done.</summary>
sealed class FindReview : IFindByNumber<ReviewId>
{
    public string Noun => "run to sign off";

    public async Task<IReadOnlyList<Found>> Numbered(NpgsqlConnection db, Guid[] ids, long[] numbers, CancellationToken cancel) =>
        [.. (await db.List<Row>(
            """
            select   b.id, b.number, b.effect, o.name, b.signed_off_at is not null as signed_off
            from     break_glass b
            join     operators o on o.id = b.operator_id
            where    b.id = any (@ids) or b.number = any (@numbers)
            order by b.number
            """, new { ids, numbers }, cancel)).Select(Found)];

    public async Task<IReadOnlyList<Found>> Described(NpgsqlConnection db, Searched words, int limit, CancellationToken cancel) =>
        [.. (await db.ListPlanned<Row>(
            """
            with fitting as (
                select id from break_glass where right(replace(trail::text, '-', ''), 12) = lower(@Text)
                union all
                (select r.id
                 from   (select id, words, signed_off_at, number
                         from   break_glass order by (signed_off_at is null) desc, number desc limit 500) r
                 where  r.words like lower(@Anywhere) limit @limit)
                union all
                (select id from break_glass where not @IsShort and words like lower(@Anywhere) limit 500))
            select   b.id, b.number, b.effect, o.name, b.signed_off_at is not null as signed_off
            from     (select distinct id from fitting) f
            join     break_glass b on b.id = f.id
            join     operators o on o.id = b.operator_id
            order by b.signed_off_at is not null, b.number desc
            limit    @limit
            """, new { words.Text, words.IsShort, words.Anywhere, limit }, cancel)).Select(Found)];

    static Found Found(Row row) => new(row.Id, row.Number.ToString(CultureInfo.InvariantCulture), $"#{row.Number} {row.Effect}")
    {
        Called = $"#{row.Number}", Detail = row.SignedOff ? "signed off" : $"by {row.Name}, open",
    };

    sealed record Row(Guid Id, long Number, string Effect, string Name, bool SignedOff);
}

/// <summary>Tells every admin that something ran without them.</summary>
static class BreakGlassNews
{
    extension(Work work)
    {
        /// <summary>To the approvals channel and to each admin directly: this is the one thing nobody may miss.</summary>
        public async Task TellAdmins(Review review, CancellationToken cancel)
        {
            var team = await ApprovalCase.Team(work, review.OperatorId, null, cancel);
            var card = Card(review, overdue: false);
            await work.Say(review.Key, new To.Channel(Purpose.Approvals), card, cancel);
            foreach (var admin in team.Where(one => one.Role >= Role.Admin))
                await work.Say(review.Key, new To.Person(admin.Id), card, cancel);
        }

        /// <summary>Its long work has ended: every card of it says how.</summary>
        public async Task TellReviewed(Reply result, string? error, CancellationToken cancel)
        {
            var ended = await work.Find<ReviewId?>(
                """
                update break_glass
                set    ran = @Ran, ended_at = @Now, came_of_it = @CameOfIt, ending = @Error
                where  trail = @Trail and ran = 'running'
                returning id
                """,
                new
                {
                    Ran = error is null ? RunState.Done : RunState.Failed, work.Now, CameOfIt = result.Heading, Error = error, work.Trail,
                }, cancel);
            if (ended is not { } id) return;
            var review = await Review.Load(work.Db, id, cancel);
            foreach (var key in (string[])[review.Key, review.OverdueKey])
                await work.Say(key, new To.WhereItStands(), Card(review, review.IsOverdue(work.Now)) with { OnlyAsEdit = true }, cancel);
        }

        /// <summary>Its day is over: the card says so, and a new message rings once for each admin; an alert tells everybody.</summary>
        public async Task TellOverdue(Review review, CancellationToken cancel)
        {
            await work.Say(review.Key, new To.WhereItStands(), Card(review, overdue: true), cancel);
            var reminder = Card(review, overdue: true) with { Heading = $"Not signed off: #{review.Number} {review.Effect}" };
            foreach (var admin in (await ApprovalCase.Team(work, review.OperatorId, null, cancel)).Where(one => one.Role >= Role.Admin))
                await work.Say(review.OverdueKey, new To.Person(admin.Id), reminder, cancel);
        }

        public async Task TellSignedOff(Review review, CancellationToken cancel)
        {
            foreach (var key in (string[])[review.Key, review.OverdueKey])
                await work.Say(key, new To.WhereItStands(), Card(review, overdue: false), cancel);
            // Where they were told that it waits for this, it stands there instead, and rings.
            await work.Say(review.ToldKey, new To.Person(review.OperatorId), Card(review, overdue: false) with { Anew = true }, cancel);
        }
    }

    internal static Reply Card(Review review, bool overdue) => new($"{review.Kind} #{review.Number}: {review.Effect}")
    {
        Tone = review.SignedOffAt is not null ? Tone.Good : Tone.Bad,
        Parts =
        [
            new Paragraph(Words.Of(new Strong(review.Operator),
                new Plain(review.Waived is { } waived ? $" ran this alone, without {waived}" : " did this at once, as rights are taken"),
                new Plain($": “{review.Reason}”"))),
            new Fields(
            [
                new("On", review.TargetLabel), new("Began", new At(review.RanAt)),
                .. Outcome(review).IfAny(outcome => new Field("Outcome", outcome)),
                review.SignedOffAt is { } at
                    ? new("Signed off", (Words)$"{review.SignedOffBy}, " + new At(at) + $": “{review.Note}”")
                    : new("Sign off by", At.Deadline(review.DueAt)),
            ]),
            .. new Notice(overdue ? Tone.Bad : Tone.Warning,
                overdue ? "The 24 hours are over. It stays open until another admin has looked at it."
                    : "Another admin has to look at it and sign it off.").If(review.SignedOffAt is null),
        ],
        Buttons = review.SignedOffAt is not null ? [] :
        [
            new Button("Sign off", $"/approval sign-off {review.Number}") { Look = Look.Primary },
            new Button("Audit", $"/audit search operation:{CommandLine.Quote(review.Operation)}"),
        ],
    };

    static Words? Outcome(Review review) => review switch
    {
        { Ran: RunState.Running } => "it is running; how it ends will stand here",
        { Ran: { }, EndedAt: { } at, CameOfIt: { } came } =>
            (Words)$"{came}, " + new At(at) + (review.Ending is { Length: > 0 } why ? Sentences.Of($". {why}") : Words.None),
        _ => null,
    };
}
