using System.Security.Cryptography;
using System.Text;
using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Bot.Discord;

/// <summary>A form that somebody is filling in, with what was typed so far.</summary>
sealed record Draft(string Id, string Account, Form Form, IReadOnlyDictionary<string, string> Answers);

/// <summary>Forms in several steps: a modal holds little, and forgets all of it when it closes.</summary>
sealed class Drafts(NpgsqlDataSource source, TimeProvider time)
{
    sealed record Row(string Id, string AccountId, string Form, string Answers);

    /// <summary>The same message is the same draft, however often it is delivered.</summary>
    public static string IdOf(string messageKey) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(messageKey)).AsSpan(0, 16));

    public async Task<Draft?> Find(string id, CancellationToken cancel)
    {
        await using var db = await source.OpenConnectionAsync(cancel);
        return await db.Find<Row>("select id, account_id, form, answers from form_drafts where id = @id", new { id }, cancel) is { } row
            ? new(row.Id, row.AccountId, Json.Read<Form>(row.Form), Json.Read<Dictionary<string, string>>(row.Answers)) : null;
    }

    /// <summary>A form that is delivered again, or anew, keeps what was typed into it.</summary>
    public async Task<Draft> Begin(string id, string account, Form form, CancellationToken cancel)
    {
        await using var db = await source.OpenConnectionAsync(cancel);
        await db.Execute(
            """
            insert into form_drafts (id, account_id, form, touched_at)
            values (@id, @account, @Form, @Now)
            on conflict (id) do update
            set    form = excluded.form, touched_at = excluded.touched_at
            """, new { id, account, Form = Json.Text(form), Now = time.GetUtcNow() }, cancel);
        return await Find(id, cancel) ?? throw new InvalidOperationException("A draft that was just written is gone.");
    }

    /// <summary>Keeps what this interaction brought; one that came before the last changes nothing any more.</summary>
    public async Task Keep(Draft draft, string interaction, CancellationToken cancel)
    {
        await using var db = await source.OpenConnectionAsync(cancel);
        await db.Execute(
            """
            update form_drafts
            set    answers = @Answers, touched_at = @Now, last_interaction = @interaction::numeric
            where  id = @Id and last_interaction < @interaction::numeric
            """,
            new { draft.Id, Answers = Json.Text(draft.Answers), interaction, Now = time.GetUtcNow() }, cancel);
    }
}
