using System.Text.Json.Nodes;
using OpsBot.Bot.Chat;
using OpsBot.Core.Replies;

namespace OpsBot.Bot.Discord;

/// <summary>What came of a page that was sent: the whole form, or the answer that leads on to the next page or back to a slip.</summary>
sealed record FilledPage(Draft? Draft, JsonObject? Response);

/// <summary>Leads somebody through a form page by page; what was typed is kept until it can be sent on as a whole.</summary>
sealed class FilledForms(Drafts drafts, FormCheck check, Offers offers)
{
    static readonly Reply Gone = new("This form is no longer open") { Tone = Tone.Warning,
        Parts = [new Paragraph("Type the command again.")] };

    public async Task<JsonObject> Open(Interaction interaction, FormPage page, CancellationToken cancel) =>
        await Find(interaction, page, cancel) is { } draft ? Responses.Modal(await Modal(draft, page, interaction.User, cancel))
            : Responses.Notice(Gone);

    public async Task<JsonObject> Modal(Draft draft, FormPage page, string user, CancellationToken cancel)
    {
        var inputs = DiscordForm.Pages(draft.Form)[page.Number];
        return DiscordForm.Modal(draft.Form, page, draft.Answers, Problems(draft, inputs),
            await offers.For(user, draft.Form.Command, inputs, cancel));
    }

    public async Task<FilledPage> Take(Interaction interaction, FormPage page, CancellationToken cancel)
    {
        // Before anything is asked of the database: whatever becomes of it, this is not lost.
        var filled = FormSubmission.Of(interaction);
        if (await Find(interaction, page, cancel) is not { } draft)
            return new(null, Responses.Notice(FormSubmission.GivenBack(Gone, filled)));
        var pages = DiscordForm.Pages(draft.Form);
        var asked = pages[page.Number].Select(input => input.Name).ToHashSet();
        // What was emptied on this page is empty; what stands on the others stays.
        var answers = draft.Answers.Where(answer => !asked.Contains(answer.Key)).Concat(filled.Where(answer => asked.Contains(answer.Key)))
            .ToDictionary();
        draft = draft with { Answers = answers };
        await drafts.Keep(draft, interaction.Id, cancel);
        var problems = check.Errors(draft.Form.Command, asked, answers);
        if (problems.Count == 0 && page.Number + 1 == pages.Count) return new(draft, null);
        var next = problems.Count > 0 ? page : page with { Number = page.Number + 1 };
        var message = DiscordForm.Asking(draft.Form, next with { InPlace = false }, pages.Count, problems);
        return new(null, page.InPlace && interaction.IsInOwnMessage ? Responses.Replace(message)
            : Responses.Message(message, isPrivate: !interaction.IsDirect));
    }

    // Only what was typed can be wrong: a page that nobody has filled in has no problems yet.
    IReadOnlyDictionary<string, string> Problems(Draft draft, IReadOnlyList<Input> inputs) =>
        !inputs.Any(input => draft.Answers.ContainsKey(input.Name)) ? new Dictionary<string, string>()
        : check.Errors(draft.Form.Command, [.. inputs.Select(input => input.Name)], draft.Answers);

    async Task<Draft?> Find(Interaction interaction, FormPage page, CancellationToken cancel) =>
        await drafts.Find(page.Draft, cancel) is { } draft && draft.Account == interaction.User
            && page.Number < DiscordForm.Pages(draft.Form).Count ? draft : null;
}
