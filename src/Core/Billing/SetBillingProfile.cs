using System.Text.RegularExpressions;
using OpsBot.Core.Billing.Documents;
using OpsBot.Core.Mails;
using OpsBot.Core.Operations;
using OpsBot.Core.Organizations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing;

public sealed record SetBillingProfile(
    [Arg("who is invoiced")] OrganizationId Org,
    [Arg("name as it stands on invoices", MaxLength = 120)] string Name,
    [Arg("address as it stands on invoices", MaxLength = 300)] string Address,
    [Arg("two letters: DE, FR, IN", MaxLength = 2)] string Country,
    [Arg("VAT id, where it has one", Named = true, MaxLength = 20)] string? VatId = null,
    [Arg("where invoices are mailed to, where that is not its owner", Named = true, MaxLength = 254)] string? Mail = null)
    : ICommand<SetBillingProfile, BillingProfileSet>
{
    public static Spec Spec { get; } = new("billing profile", "Say to whom an organization's invoices go, and where it is taxed")
    {
        Needs = Role.Admin, Guard = Guard.Reason, Verb = "Save",
        Examples = ["/billing profile acme \"Acme GmbH\" \"Hauptstr. 1, 10115 Berlin\" DE vat-id:DE123456789"],
    };
}

public sealed record BillingProfileSet(string Slug, string Name, string Tax) : IAnswer
{
    public Reply Say() => new($"Invoices of {Slug} go to {Name}")
    {
        Tone = Tone.Good, Parts = [new Paragraph($"Tax on what it gets from now on: {Tax}.")],
        Buttons = [new Button("Organization", $"/org show {Slug}")],
    };
}

sealed partial class SetBillingProfileHandler(Seller seller) : IHandle<SetBillingProfile, BillingProfileSet>
{
    sealed record Profile(string Name, string Address, string Country, string? VatId, string? Mail);

    public async Task<Result<Plan>> Plan(SetBillingProfile command, Work work, CancellationToken cancel)
    {
        if (Read(command).Failed(out var profile, out var refusal)) return refusal;
        var organization = await Organization.Get(work.Db, command.Org, cancel);
        var was = await work.Find<Profile>(
            "select name, address, country, vat_id, mail from billing_profiles where organization_id = @Org", new { command.Org }, cancel);
        if (was == profile) return new Refusal($"{organization.Slug} is invoiced like that already.");
        var isTheirs = profile.Mail is not { } mail || mail == was?.Mail || await BillingContact.IsOf(work, command.Org, mail, cancel);
        var (before, after) = (await seller.TaxFor(work, command.Org, seller.Today, cancel),
            await seller.TaxOn(work, profile.Country, profile.VatId, cancel));
        return organization.Plan($"Invoice {organization.Slug} as {profile.Name}") with
        {
            Changes =
            [
                .. Of("Name", was?.Name, profile.Name), .. Of("Address", was?.Address, profile.Address),
                .. Of("Country", was?.Country, profile.Country), .. Of("VAT id", was?.VatId, profile.VatId),
                .. Of("Mailed to", was?.Mail, profile.Mail, without: "its owner"),
                .. Of("Tax", before.InWords, after.InWords),
            ],
            Affects = new(Impact.Told, "Its drafts and its next invoices; those that are open stay as they are."
                + (isTheirs ? "" : $" {profile.Mail} is the address of nobody of {organization.Slug}.")),
            Undo = Undo.ByHand("Set it back the same way."),
            // What a customer pays for is nobody else's to read, and no one person takes the tax off what was taxed before.
            Guard = isTheirs && (before == after || (was is null && !await WasInvoiced(work, command.Org, cancel)))
                ? null : Guard.Approval,
        };
    }

    public async Task<Result<BillingProfileSet>> Handle(SetBillingProfile command, Work work, CancellationToken cancel)
    {
        if (Read(command).Failed(out var profile, out var refusal)) return refusal;
        await work.Execute(
            """
            insert into billing_profiles (organization_id, name, address, country, vat_id, mail, changed_at)
            values (@Org, @Name, @Address, @Country, @VatId, @Mail, @Now)
            on     conflict (organization_id) do update
            set    name = excluded.name, address = excluded.address, country = excluded.country, vat_id = excluded.vat_id,
                   mail = excluded.mail,
                   version = billing_profiles.version + 1, changed_at = excluded.changed_at
            """,
            new { command.Org, profile.Name, profile.Address, profile.Country, profile.VatId, profile.Mail, work.Now }, cancel);
        await Invoices.DraftTaxes.Anew(work, command.Org, seller.Options.Country, cancel);
        var organization = await Organization.Get(work.Db, command.Org, cancel);
        return new BillingProfileSet(organization.Slug, profile.Name,
            (await seller.TaxFor(work, command.Org, seller.Today, cancel)).InWords);
    }

    static Task<bool> WasInvoiced(Work work, OrganizationId organization, CancellationToken cancel) => work.Get<bool>(
        "select exists (select from invoices where organization_id = @organization)", new { organization }, cancel);

    static Result<Profile> Read(SetBillingProfile command)
    {
        var profile = new Profile(command.Name.Trim(), command.Address.Trim(), command.Country.Trim().ToUpperInvariant(),
            command.VatId?.Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant() is { Length: > 0 } id ? id : null,
            command.Mail?.Trim());
        if (profile.Name.Length == 0 || profile.Address.Length == 0) return new Refusal("An invoice needs a name and an address.");
        if (!Code.IsMatch(profile.Country))
            return new Refusal($"“{Excerpt.Of(command.Country)}” is no country. Write two letters: DE, FR, IN.");
        if (profile.VatId is { } vat && !(VatNumber.IsMatch(vat) && vat.StartsWith(Prefix(profile.Country), StringComparison.Ordinal)))
            return new Refusal($"“{Excerpt.Of(vat)}” is no VAT id of {profile.Country}. It begins with {Prefix(profile.Country)}.");
        if (profile.Mail is { } mail && !MailAddress.TryRead(mail, out _))
            return new Refusal($"“{Excerpt.Of(mail)}” is no mail address. Write one, like books@acme.example.");
        return profile;
    }

    // Greece's are the only ones that do not begin with the country's code.
    static string Prefix(string country) => country == "GR" ? "EL" : country;

    static IEnumerable<Change> Of(string what, string? before, string? after, string without = "none") =>
        before == after ? [] : [new(what, before ?? without, after ?? without)];

    [GeneratedRegex("^[A-Z]{2}$")]
    static partial Regex Code { get; }

    [GeneratedRegex("^[A-Z]{2}[A-Z0-9]{2,13}$")]
    static partial Regex VatNumber { get; }
}
