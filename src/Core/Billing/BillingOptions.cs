using OpsBot.Core.Values;

namespace OpsBot.Core.Billing;

/// <summary>How invoices are made; the section "Billing".</summary>
public sealed class BillingOptions : ISettings
{
    public const string Section = "Billing";

    /// <summary>For how long a draft can be looked at before it is opened by itself; none opens it at once.</summary>
    public TimeSpan DraftsStand { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How long after its period began an invoice is due.</summary>
    public int DueDays { get; init; } = 14;

    /// <summary>How long a trial may last, all extensions counted, before somebody else has to agree.</summary>
    public int TrialDays { get; init; } = 30;

    /// <summary>For how long a subscription that waits to begin is kept.</summary>
    public int PendingDays { get; init; } = 7;

    /// <summary>So long money that somebody had to approve waits, and every admin can stop it; none lets it go at once.</summary>
    public TimeSpan StopWindow { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Where customers come to once they have paid online.</summary>
    public Uri AfterPaying { get; init; } = new("https://stripe.com");

    /// <summary>Days on which nobody is reminded, besides those that all of the seller's country has.</summary>
    public IReadOnlyList<DateOnly> Holidays { get; init; } = [];

    public IEnumerable<string> Problems
    {
        get
        {
            if (DraftsStand < TimeSpan.Zero || DraftsStand > TimeSpan.FromDays(14))
                yield return "Billing:DraftsStand is out of range. Set OPSBOT_Billing__DraftsStand to between 00:00:00 and 14.00:00:00, or "
                    + "leave it out.";
            if (DueDays is < 0 or > 365)
                yield return "Billing:DueDays is out of range. Set OPSBOT_Billing__DueDays to between 0 and 365, or leave it out.";
            if (TrialDays is < 0 or > 180)
                yield return "Billing:TrialDays is out of range. Set OPSBOT_Billing__TrialDays to between 0 and 180, or leave it out.";
            if (PendingDays is < 1 or > 90)
                yield return "Billing:PendingDays is out of range. Set OPSBOT_Billing__PendingDays to between 1 and 90, or leave it out.";
            if (!AfterPaying.IsAbsoluteUri || AfterPaying.Scheme != Uri.UriSchemeHttps)
                yield return "Billing:AfterPaying is no address. Set OPSBOT_Billing__AfterPaying to one that begins with https://, or leave "
                    + "it out.";
            if (StopWindow < TimeSpan.Zero || StopWindow > TimeSpan.FromHours(1))
                yield return "Billing:StopWindow is out of range. Set OPSBOT_Billing__StopWindow to between 00:00:00 and 01:00:00, or leave "
                    + "it out.";
        }
    }
}
