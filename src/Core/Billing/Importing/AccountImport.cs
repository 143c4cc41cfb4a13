using Microsoft.Extensions.Options;
using OpsBot.Core.Audit;
using OpsBot.Core.Billing.Gateway;
using OpsBot.Core.Mails;
using OpsBot.Core.Operations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Importing;

/// <summary>What an import did, or would do: a line for each account that is not left as it is.</summary>
public sealed record Imported(int Accounts, int Subscriptions, int Invoices, int Known, IReadOnlyList<string> Lines);

/// <summary>
/// Takes over the customers of an account that was there before OpsBot, each in a transaction of its own. Where it is only to be seen what
/// would happen, nothing is committed. What is here already is left alone, so it is harmless twice.
/// </summary>
public sealed class AccountImport(
    IGateway gateway, Transactions transactions, Seller seller, IOptions<BillingOptions> options, TimeProvider time)
{
    public const string Operation = "stripe import";

    static readonly Actor me = Actor.OpsBot("import");

    public async Task<Result<Imported>> Run(bool apply, CancellationToken cancel)
    {
        if (!gateway.IsSetUp) return new Refusal("No key is set. Set OPSBOT_Stripe__Key.");
        if (seller.Options.NotSet is { } unset) return unset;
        if ((await FoundAccount.All(gateway, cancel)).Failed(out var found, out var fault)) return new Refusal(fault.Sentence);
        return Sum(apply ? await Apply(found, cancel) : await Look(found, cancel));
    }

    async Task<IReadOnlyList<Taken>> Apply(IReadOnlyList<FoundAccount> found, CancellationToken cancel)
    {
        List<Taken> all = [];
        foreach (var account in found)
            all.Add(await transactions.As(me, async work =>
            {
                var taken = await Take(account, work, cancel);
                if (taken.DidAnything)
                    await work.Audit(Execution.Entry(work, Operation, AuditOutcome.Done) with
                    {
                        Target = taken.Target, Detail = string.Join(" ", taken.Lines),
                    }, cancel);
                return taken;
            }, cancel));
        return all;
    }

    // All of it is done, one after the other as it would be, and then none of it.
    async Task<IReadOnlyList<Taken>> Look(IReadOnlyList<FoundAccount> found, CancellationToken cancel)
    {
        await using var work = await transactions.Begin(me, Guid.CreateVersion7(time.GetUtcNow()), cancel);
        List<Taken> all = [];
        foreach (var account in found) all.Add(await Take(account, work, cancel));
        return all;
    }

    static Imported Sum(IReadOnlyList<Taken> all) => new(
        all.Count(one => one.IsNew), all.Sum(one => one.Subscriptions), all.Sum(one => one.Invoices),
        all.Count(one => one.Lines.Count == 0),
        [.. all.SelectMany(one => one.Lines.Select(line => $"{one.Customer.Id} {one.Customer.Email}: {line}"))]);

    sealed record Taken(GatewayCustomer Customer, IReadOnlyList<string> Lines)
    {
        public Target? Target { get; init; }

        public bool IsNew { get; init; }

        public int Subscriptions { get; init; }

        public int Invoices { get; init; }

        public bool DidAnything => IsNew || Subscriptions + Invoices > 0;
    }

    async Task<Taken> Take(FoundAccount account, Work work, CancellationToken cancel)
    {
        var customer = account.Customer;
        // What bears OpsBot's mark was made by it.
        if (customer.IsDeleted || customer.Mark is not null) return new(customer, []);
        if (customer.Email is not { } mail || !MailAddress.TryRead(mail, out var address))
            return new(customer, ["has no mail address, so nobody would be told of its invoices. Give it one there, and import again."]);
        if ((await ImportedOrganization.Of(customer, address, work, cancel)).Failed(out var whose, out var refusal))
            return new(customer, [refusal.Sentence]);
        IReadOnlyList<string> lines = whose.IsNew ? [whose.InWords] : [];
        List<Took> subscriptions = [], invoices = [];
        foreach (var subscription in account.Subscriptions)
            if (await ImportedSubscription.Take(whose, subscription, seller, work, cancel) is { } did) subscriptions.Add(did);
        foreach (var invoice in account.Open)
            if (await ImportedInvoice.Take(whose.Id, invoice, seller, options.Value.DueDays, work, cancel) is { } did) invoices.Add(did);
        return new(customer, [.. lines, .. subscriptions.Concat(invoices).Select(did => did.Sentence)])
        {
            Target = Target.Of(whose.Id, whose.Slug) with { Organization = whose.Id.Value }, IsNew = whose.IsNew,
            Subscriptions = subscriptions.Count(did => did.IsTaken), Invoices = invoices.Count(did => did.IsTaken),
        };
    }
}

/// <summary>Whether something was taken over, and which or why not.</summary>
sealed record Took(bool IsTaken, string Sentence);
