using System.Globalization;
using OpsBot.Core.Billing.CreditNotes;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Invoices;

public sealed record CreditInvoice(
    [Arg("which invoice")] InvoiceId Invoice,
    [Arg("how much it takes off, with tax; all that is left unless it is said")] Money? Amount = null,
    [Arg("or whole lines of it, counted from one: 1,3", Named = true, MaxLength = 100)] string? Lines = null)
    : ICommand<CreditInvoice, InvoiceCredited>
{
    public static Spec Spec { get; } = new("invoice credit-note", "Take an invoice off again, all or a part: what was paid becomes credit")
    {
        Needs = Role.Admin, Guard = Guard.Approval, Verb = "Write credit note",
        Examples =
        [
            "/invoice credit-note INV-202611-0001", "/invoice credit-note INV-202611-0001 20.00",
            "/invoice credit-note INV-202611-0001 lines:1,3",
        ],
    };
}

public sealed record InvoiceCredited(Invoice Invoice, CreditNote Note) : IAnswer
{
    public Reply Say() => new($"{Note.Number} takes {Note.Total} off {Invoice.Called}")
    {
        Tone = Tone.Good, Audience = Audience.Room,
        Parts =
        [
            new Paragraph($"{Note.InWords}."),
            .. new Paragraph($"{Invoice.Left} is still open.").If(Invoice.Left.Minor > 0),
        ],
        Buttons =
        [
            new Button("Show", $"/invoice show {Invoice.Id}"),
            .. new Button("Credit", $"/credit history {Invoice.Organization}").If(Note.Credited.Minor > 0),
        ],
    };
}

sealed class CreditInvoiceHandler(CreditNotes.CreditNotes notes) : IHandle<CreditInvoice, InvoiceCredited>
{
    public async Task<Result<Plan>> Plan(CreditInvoice command, Work work, CancellationToken cancel)
    {
        var invoice = await Invoice.One(work, command.Invoice, cancel);
        if (invoice.CollectedThere is { } there) return there;
        if ((await Reckon(command, work, cancel)).Failed(out var parts, out var refusal)) return refusal;
        return invoice.Plan($"Take {parts.Gross} off {invoice.Called} with a credit note") with
        {
            Amount = parts.Gross, Gives = parts.Gross,
            Changes = await NoteChanges.Of(work, invoice, parts, cancel),
            Affects = new(Impact.Gain, parts.Gross <= invoice.Left ? $"{invoice.Organization} owes {parts.Gross} less."
                : $"{invoice.Organization} has {parts.Gross - invoice.LoweredBy(parts.Gross)} more of credit."),
            Undo = Undo.Never("The note keeps its number. What it took off is charged again by another invoice."),
        };
    }

    public async Task<Result<InvoiceCredited>> Handle(CreditInvoice command, Work work, CancellationToken cancel)
    {
        if ((await Reckon(command, work, cancel)).Failed(out var parts, out var refusal)) return refusal;
        var written = LinesOf(command) is { Value: { Count: > 0 } lines }
            ? await notes.WriteLines(work, command.Invoice, lines, work.Reason ?? "", cancel)
            : await notes.Write(work, command.Invoice, parts.Gross, work.Reason ?? "", cancel);
        return written.Failed(out var note, out refusal) ? refusal
            : new InvoiceCredited(await Invoice.One(work, command.Invoice, cancel), note);
    }

    static async Task<Result<NoteParts>> Reckon(CreditInvoice command, Work work, CancellationToken cancel)
    {
        if (LinesOf(command).Failed(out var lines, out var refusal)) return refusal;
        if (command.Amount is { } amount)
            return lines.Count > 0 ? new Refusal("Say how much or which lines, not both.")
                : await CreditNotes.CreditNotes.Reckon(work, command.Invoice, amount, cancel);
        return lines.Count > 0 ? await CreditNotes.CreditNotes.ReckonLines(work, command.Invoice, lines, cancel)
            : await CreditNotes.CreditNotes.ReckonAll(work, command.Invoice, cancel);
    }

    static Result<IReadOnlySet<int>> LinesOf(CreditInvoice command)
    {
        var lines = new HashSet<int>();
        foreach (var text in (command.Lines ?? "").Split([',', ' '], StringSplitOptions.RemoveEmptyEntries))
            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var line) && line > 0) lines.Add(line);
            else return new Refusal($"“{Excerpt.Of(text)}” is no line. Count them from one, like `lines:1,3`.");
        return Result<IReadOnlySet<int>>.Of(lines);
    }
}
