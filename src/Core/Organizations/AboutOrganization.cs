using OpsBot.Core.Operations;
using OpsBot.Core.Overview;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Organizations;

/// <summary>Whose it is, on which tier, and what runs for it.</summary>
sealed class AboutOrganization : ITellAbout
{
    public string Kind => "organization";

    public async Task<IReadOnlyList<Field>> About(Work work, Guid id, CancellationToken cancel)
    {
        var organization = await Organization.Get(work.Db, OrganizationId.Of(id), cancel);
        return
        [
            new("Name", organization.Name),
            new("Owner", organization.Owner ?? "nobody yet"),
            new("Tier", $"{organization.TierName}, {organization.Price} a month"),
            new("State", Words.Of(new Plain($"{organization.State.Words()} since "), new At(organization.Since))),
            new("Instances", organization.Instances == 0 ? "none" : $"{organization.Instances}"),
        ];
    }
}
