using OpsBot.Core.Access;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Organizations;

public sealed record EscalateOrganization(
    [Arg("which organization")] OrganizationId Org,
    [Arg("who shall look at it")] OperatorId Person) : ICommand<EscalateOrganization, OrganizationEscalated>
{
    public static Spec Spec { get; } = new("org escalate", "Ask somebody to look at an organization; it stays asked until it is answered")
    {
        Guard = Guard.Reason, Examples = ["/org escalate acme sam reason:\"they threaten to leave\""],
    };
}

public sealed record OrganizationEscalated(string Slug, string To) : IAnswer
{
    public Reply Say() => new($"{To} is asked to look at {Slug}")
    {
        Tone = Tone.Good, Parts = [new Paragraph("It stands in the team's channel until it is answered.")],
        Buttons = [new Button("Show", $"/org show {Slug}")],
    };
}

/// <summary>An escalation that nobody has answered yet.</summary>
public sealed record OpenEscalation(
    Guid Id, long Number, string By, OperatorId To, string ToName, string Reason, DateTimeOffset OpenedAt, string? Accounts)
{
    internal string Key => $"escalation:{Id:n}";

    internal static Task<IReadOnlyList<OpenEscalation>> Of(Work work, OrganizationId organization, CancellationToken cancel) =>
        work.List<OpenEscalation>(
            """
            select   e.id, e.number, b.name as by, t.id as to, t.name as to_name, e.reason, e.opened_at,
                     (select string_agg(a.platform || ':' || a.account_id, ' ' order by a.linked_at, a.account_id)
                      from   chat_accounts a
                      where  a.operator_id = t.id) as accounts
            from     escalations e
            join     operators b on b.id = e.asked_by
            join     operators t on t.id = e.asked_of
            where    e.organization_id = @organization and e.answered_at is null
            order by e.number
            """, new { organization }, cancel);

    internal static Part Say(OpenEscalation one) => new Notice(Tone.Warning,
        Words.Of(new Plain($"{one.By} asked {one.ToName} to look at it: “{one.Reason}” ("), new At(one.OpenedAt), new Plain(")")));

    /// <summary>The card in the team's channel, which calls for that person.</summary>
    internal Reply Card(string slug) => new($"{slug} needs somebody")
    {
        Tone = Tone.Warning, Audience = Audience.Room,
        Parts =
        [
            new Paragraph(Words.Of(
                new Someone(ToName, [.. (Accounts ?? "").Split(' ').Select(ChatAccount.Parse).OfType<ChatAccount>()]),
                new Plain($", {By} asks you to look at "), new Strong(slug), new Plain($": “{Reason}”"))),
        ],
        Buttons =
        [
            new Button("Answer", $"/org answer {slug}") { Look = Look.Primary }, new Button("Show", $"/org show {slug}"),
        ],
    };
}

sealed class EscalateOrganizationHandler(TimeProvider time) : IHandle<EscalateOrganization, OrganizationEscalated>
{
    public async Task<Result<Plan>> Plan(EscalateOrganization command, Work work, CancellationToken cancel)
    {
        var organization = await Organization.Get(work.Db, command.Org, cancel);
        var person = await People.One(work, command.Person, cancel);
        return !person.Active ? new Refusal($"{person.Name} is not on the team any more. Ask somebody else.")
            : new Plan(organization.Target, $"Ask {person.Name} to look at {organization.Slug}")
            {
                Affects = new(Impact.Told, $"{person.Name} is told directly, and the team's channel."),
                Undo = Undo.By("Answer it yourself with", $"/org answer {organization.Slug}"),
            };
    }

    public async Task<Result<OrganizationEscalated>> Handle(EscalateOrganization command, Work work, CancellationToken cancel)
    {
        var organization = await Organization.Get(work.Db, command.Org, cancel);
        var id = Guid.CreateVersion7(time.GetUtcNow());
        await work.Execute(
            """
            insert into escalations (id, organization_id, asked_by, asked_of, reason, opened_at)
            values (@id, @Org, @By, @Person, @Reason, @Now)
            """, new { id, command.Org, By = work.Operator.Id, command.Person, work.Reason, work.Now }, cancel);
        var opened = (await OpenEscalation.Of(work, command.Org, cancel)).Single(one => one.Id == id);
        var card = opened.Card(organization.Slug);
        await work.Say(opened.Key, new To.Channel(Purpose.Ops), card, cancel);
        await work.Say(opened.Key, new To.Person(command.Person), card, cancel);
        return new OrganizationEscalated(organization.Slug, opened.ToName);
    }
}
