using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Organizations;

public sealed record AnswerEscalation(
    [Arg("which organization")] OrganizationId Org,
    [Arg("what came of it", Rest = true, MaxLength = 1000)] string Answer) : ICommand<AnswerEscalation, EscalationAnswered>
{
    public static Spec Spec { get; } = new("org answer", "Say what came of an organization that somebody was asked to look at")
    {
        Verb = "Answer", Examples = ["/org answer acme talked to them, they stay"],
    };
}

public sealed record EscalationAnswered(string Slug, string By, string Answer) : IAnswer
{
    public Reply Say() => new($"Answered: {Slug}")
    {
        Tone = Tone.Good, Parts = [new Paragraph($"{By}: “{Answer}”")], Buttons = [new Button("Show", $"/org show {Slug}")],
    };
}

sealed class AnswerEscalationHandler : IHandle<AnswerEscalation, EscalationAnswered>
{
    public async Task<Result<Plan>> Plan(AnswerEscalation command, Work work, CancellationToken cancel)
    {
        var organization = await Organization.Get(work.Db, command.Org, cancel);
        return await OpenEscalation.Of(work, command.Org, cancel) is not { Count: > 0 } open ? Nothing(organization)
            : new Plan(organization.Target, $"Answer what was asked about {organization.Slug}")
            {
                Affects = new(Impact.Told, $"{string.Join(" and ", open.Select(one => one.By).Distinct())} is told."),
                Undo = Undo.By("Escalate it again with", $"/org escalate {organization.Slug}"),
            };
    }

    public async Task<Result<EscalationAnswered>> Handle(AnswerEscalation command, Work work, CancellationToken cancel)
    {
        var organization = await Organization.Get(work.Db, command.Org, cancel);
        var open = await OpenEscalation.Of(work, command.Org, cancel);
        if (open.Count == 0) return Nothing(organization);
        await work.Execute(
            """
            update escalations set answered_by = @By, answered_at = @Now, answer = @Answer
            where  organization_id = @Org and answered_at is null
            """, new { command.Org, By = work.Operator.Id, work.Now, Answer = command.Answer.Trim() }, cancel);
        var answered = new EscalationAnswered(organization.Slug, work.Operator.Name, command.Answer.Trim());
        // Every copy of the card says so and has no button left to answer it with.
        foreach (var one in open) await work.Say(one.Key, new To.WhereItStands(), answered.Say() with { Audience = Audience.Room }, cancel);
        return answered;
    }

    static Refusal Nothing(Organization organization) => new($"Nobody was asked to look at {organization.Slug}, or it is answered already.")
    {
        WaysOn = [new("Show", $"/org show {organization.Slug}")],
    };
}
