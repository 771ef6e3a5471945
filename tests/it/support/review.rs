//! What a deployment of the sample project would change in its practice org, as people are shown it: written down once,
//! because many conversations begin with it.

/// All of it.
pub(crate) const OF_SAMPLE: &str = r"── Erp
~ ExternalCredential:Erp
    integrations/fulfilment/externalCredentials/Erp.externalCredential-meta.xml
    ~ externalCredentialParameters[NamedPrincipal,Order Sync].sequenceNumber  line 10
        - 2
        + 1
    ~ externalCredentialParameters[NamedPrincipal,Stock Sync].sequenceNumber  line 17
        - 1
        + 2

── Newsletter
+ ExternalCredential:Newsletter
    new, from force-app/main/default/externalCredentials/Newsletter.externalCredential-meta.xml
    OAuth 2.0 browser flow, or client credentials by an identity provider; principal Campaigns
    refers to ExternalAuthIdentityProvider:CampaignLogin
    ! notable: the principals of `Newsletter` have no credentials yet
      help: Enter the credentials after the deployment.

+ NamedCredential:Newsletter
    new, from force-app/main/default/namedCredentials/Newsletter.namedCredential-meta.xml
    SecuredEndpoint; https://api.campaigns.example/v1

~ PermissionSet:Larkhill_Marketing_Callouts
    force-app/main/default/permissionsets/Larkhill_Marketing_Callouts.permissionset-meta.xml
    + externalCredentialPrincipalAccesses[Newsletter-Campaigns]  line 4
        + enabled: true
        ! notable: users of `Larkhill_Marketing_Callouts` may call as `Newsletter-Campaigns`
          help: Look whether all users of the permission set shall.

── OldFreight
- ExternalCredential:OldFreight
    only in the org; a deployment leaves it there
    custom authentication; principal Freight Desk

── Shipping
~ ExternalCredential:Shipping
    integrations/fulfilment/externalCredentials/Shipping.externalCredential-meta.xml
    ~ externalCredentialParameters[AuthParameter,Scope,Dispatch].parameterValue  line 27
        - labels.write tracking.read
        + labels.write tracking.read pickups.write
        ! disruptive: the scopes change: tokens keep the old ones
          help: Have principals and users log in again, so that they consent to the new scopes.
    ~ externalCredentialParameters[AuthProviderUrl,AuthProviderUrl].parameterValue  line 15
        - https://login.parcels.example/oauth/token
        + https://auth.parcels.example/oauth2/token
        ! disruptive: tokens are asked for at another address: stored ones are not its own
          help: Enter the principals' credentials again, or have users log in again.

── Shop (unchanged)
~ ExternalAuthIdentityProvider:ShopLogin
    force-app/main/default/externalAuthIdentityProviders/ShopLogin.externalAuthIdentityProvider-meta.xml
    - externalAuthIdentityProviderParameters[AuthorizeRequestQueryParameter,prompt]  was line 31
        - parameterValue: login
        - sequenceNumber: 1
        ! disruptive: `prompt` of the requests for tokens changes
          help: Have the other system trust the new values first.
    ~ externalAuthIdentityProviderParameters[IdentityProviderOptions,PkceEnabled].parameterValue  line 19
        - false
        + true
        ! disruptive: `PkceEnabled` of the requests for tokens changes

── Stripe
~ ExternalCredential:Stripe
    force-app/main/default/externalCredentials/Stripe.externalCredential-meta.xml
    ~ externalCredentialParameters[AuthHeader,Authorization].parameterValue  line 9
        - {!'Bearer ' & $Credential.Stripe.SecretKey}
        + {!'Bearer ' & $Credential.Stripe.ApiKey}
        ! notable: the header `Authorization` of its callouts changes
          help: Look that the other system wants them.

";

/// `ExternalCredential:Stripe` alone.
pub(crate) const OF_STRIPE: &str = r"── Stripe
~ ExternalCredential:Stripe
    force-app/main/default/externalCredentials/Stripe.externalCredential-meta.xml
    ~ externalCredentialParameters[AuthHeader,Authorization].parameterValue  line 9
        - {!'Bearer ' & $Credential.Stripe.SecretKey}
        + {!'Bearer ' & $Credential.Stripe.ApiKey}
        ! notable: the header `Authorization` of its callouts changes
          help: Look that the other system wants them.

";

/// The conversation with a word in place of each of these reviews.
pub(crate) fn folded(said: &str) -> String {
    let said = said.replace(OF_SAMPLE, "[the review of the sample project]\n\n");
    said.replace(OF_STRIPE, "[the review of Stripe]\n\n")
}
