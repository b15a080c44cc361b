@description('What `bartizan connect azure NAME --events-webhook` printed; its key is a secret')
@secure()
param webhookUrl string

@description('Tenant and application that the tokens are for; empty for deliveries without tokens')
param tokenTenantId string = 'TENANT_ID'
param tokenApplicationId string = 'APP_ID'

var token = empty(tokenApplicationId) ? {} : {
  azureActiveDirectoryTenantId: tokenTenantId
  azureActiveDirectoryApplicationIdOrUri: tokenApplicationId
}

resource topic 'Microsoft.EventGrid/systemTopics@2022-06-15' = {
  name: 'bartizan-changes'
  location: 'global'
  properties: {
    source: subscription().id
    topicType: 'Microsoft.Resources.Subscriptions'
  }
}

resource changes 'Microsoft.EventGrid/systemTopics/eventSubscriptions@2022-06-15' = {
  parent: topic
  name: 'bartizan'
  properties: {
    eventDeliverySchema: 'EventGridSchema'
    destination: {
      endpointType: 'WebHook'
      properties: union({
        endpointUrl: webhookUrl
        maxEventsPerBatch: 500
        preferredBatchSizeInKilobytes: 512
      }, token)
    }
    filter: {
      includedEventTypes: [
        EVENT_TYPES
      ]
    }
    retryPolicy: {
      maxDeliveryAttempts: 30
      eventTimeToLiveInMinutes: 1440
    }
  }
}
