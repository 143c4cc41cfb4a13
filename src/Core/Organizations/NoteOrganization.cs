using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Organizations;

public sealed record NoteOrganization(
    [Arg("about which organization")] OrganizationId Org,
    [Arg("what the team should know", Rest = true, MaxLength = 2000)] string Text) : ICommand<NoteOrganization, OrganizationNoted>
{
    public static Spec Spec { get; } = new("org note", "Write down something about an organization for the team")
    {
        Verb = "Write it down", Examples = ["/org note acme pays by bank transfer, asks for the invoice by post"],
    };
}

public sealed record OrganizationNoted(string Slug) : IAnswer
{
    public Reply Say() => new($"Noted about {Slug}")
    {
        Tone = Tone.Good, Buttons = [new Button("Notes", $"/org notes {Slug}"), new Button("Show", $"/org show {Slug}")],
    };
}

sealed class NoteOrganizationHandler(TimeProvider time) : IHandle<NoteOrganization, OrganizationNoted>
{
    public async Task<Result<Plan>> Plan(NoteOrganization command, Work work, CancellationToken cancel)
    {
        var organization = await Organization.Get(work.Db, command.Org, cancel);
        return new Plan(organization.Target, $"Write a note about {organization.Slug}")
        {
            Affects = new(Impact.None, "Nobody outside of the team sees it."), Undo = Undo.Never("What was written stays."),
        };
    }

    public async Task<Result<OrganizationNoted>> Handle(NoteOrganization command, Work work, CancellationToken cancel)
    {
        var organization = await Organization.Get(work.Db, command.Org, cancel);
        await work.Note(command.Org, command.Text.Trim(), time, cancel);
        return new OrganizationNoted(organization.Slug);
    }
}

static class OrganizationNotes
{
    extension(Work work)
    {
        public Task Note(OrganizationId organization, string text, TimeProvider time, CancellationToken cancel) => work.Execute(
            """
            insert into organization_notes (id, organization_id, operator_id, text, created_at)
            values (@Id, @organization, @Operator, @text, @Now)
            """,
            new { Id = Guid.CreateVersion7(time.GetUtcNow()), organization, Operator = work.AskerId, text, work.Now }, cancel);
    }
}
